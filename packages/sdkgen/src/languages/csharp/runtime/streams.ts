// Answers in pieces: server-sent events, and lines. `__root__` stands for the namespace of the SDK; the texts are the files.

export const STREAMED = `using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>Items that a server sends one after the other. Leaving the loop closes the connection.</summary>
internal sealed class Streamed<T> : IAsyncEnumerable<T>
{
    private readonly Func<CancellationToken, Task<HttpResponseMessage>> send;
    private readonly bool isEvents;
    private readonly Func<string, T> read;
    private readonly CancellationToken outer;

    public Streamed(
        Func<CancellationToken, Task<HttpResponseMessage>> send,
        bool isEvents,
        Func<string, T> read,
        CancellationToken outer)
    {
        this.send = send;
        this.isEvents = isEvents;
        this.read = read;
        this.outer = outer;
    }

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default(CancellationToken))
    {
        return new Enumerator(this, CancellationTokenSource.CreateLinkedTokenSource(outer, cancellationToken));
    }

    private sealed class Enumerator : IAsyncEnumerator<T>
    {
        private readonly Streamed<T> owner;
        private readonly CancellationTokenSource source;
        private HttpResponseMessage? response;
        private StreamReader? reader;

        public Enumerator(Streamed<T> owner, CancellationTokenSource source)
        {
            this.owner = owner;
            this.source = source;
            Current = default(T)!;
        }

        public T Current { get; private set; }

        public async ValueTask<bool> MoveNextAsync()
        {
            if (reader == null)
            {
                response = await owner.send(source.Token).ConfigureAwait(false);
                var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
                reader = new StreamReader(stream, Encoding.UTF8);
            }

            string? text;
            try
            {
                text = await (owner.isEvents ? NextEventAsync(reader) : NextLineAsync(reader)).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                source.Token.ThrowIfCancellationRequested();
                throw new TransportException("the stream broke off before its end", cause);
            }

            if (text == null)
            {
                return false;
            }

            Current = owner.read(text);
            return true;
        }

        public ValueTask DisposeAsync()
        {
            // Cancelled first: an answer without an end cannot be read to it.
            source.Cancel();
            if (response != null)
            {
                response.Dispose();
            }

            source.Dispose();
            return default(ValueTask);
        }

        private async Task<string?> LineAsync(StreamReader lines)
        {
            var line = lines.ReadLineAsync();
            var cancelled = new TaskCompletionSource<bool>();
            using (source.Token.Register(() => cancelled.TrySetCanceled()))
            {
                await (await Task.WhenAny(line, cancelled.Task).ConfigureAwait(false)).ConfigureAwait(false);
            }

            return await line.ConfigureAwait(false);
        }

        private async Task<string?> NextLineAsync(StreamReader lines)
        {
            var line = await LineAsync(lines).ConfigureAwait(false);
            while (line != null && string.IsNullOrWhiteSpace(line))
            {
                line = await LineAsync(lines).ConfigureAwait(false);
            }

            return line;
        }

        private async Task<string?> NextEventAsync(StreamReader lines)
        {
            StringBuilder? data = null;
            while (true)
            {
                var line = await LineAsync(lines).ConfigureAwait(false);
                if (line == null || (line.Length == 0 && data != null))
                {
                    return data == null || data.ToString() == "[DONE]" ? null : data.ToString();
                }

                if (line == "data" || line.StartsWith("data:", StringComparison.Ordinal))
                {
                    var value = line.Length < 6 ? "" : line.Substring(line[5] == ' ' ? 6 : 5);
                    data = data == null ? new StringBuilder(value) : data.Append('\\n').Append(value);
                }
            }
        }
    }
}
`;
