// What users of a C# SDK see of its runtime besides the client: credentials, options, errors, pages, streams. `__root__`
// stands for the namespace of the SDK. The texts are the files.

const MOCKOPS = `using System.Collections.Generic;

namespace __root__;

/// <summary>What the virtual system should assume for these requests; sent as headers, which real services ignore.</summary>
public sealed class MockOps
{
    /// <summary>Isolates state: requests of one session see only its own changes.</summary>
    public string? Session { get; init; }

    public string? Persona { get; init; }

    public string? Scenario { get; init; }

    /// <summary>Attributes the requests to a CI run, for coverage.</summary>
    public string? CiRun { get; init; }

    internal void AddTo(Dictionary<string, string> headers)
    {
        Add(headers, "mockops-session", Session);
        Add(headers, "mockops-persona", Persona);
        Add(headers, "mockops-scenario", Scenario);
        Add(headers, "mockops-ci-run", CiRun);
    }

    private static void Add(Dictionary<string, string> headers, string name, string? value)
    {
        if (value != null)
        {
            headers[name] = value;
        }
    }
}
`;

const REQUEST_OPTIONS = `using System;
using System.Collections.Generic;

namespace __root__;

/// <summary>For one call: more headers, other limits, who asks. What is not set is the client's.</summary>
public sealed class RequestOptions
{
    public Dictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>For one attempt including its body; zero means no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    public int? MaxRetries { get; init; }

    public MockOps? MockOps { get; init; }

    /// <summary>For operations with an idempotency header; by default each call has a key of its own.</summary>
    public string? IdempotencyKey { get; init; }
}
`;

const CREDENTIAL = `using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>A key, a token or a user: a value, or a function that supplies one for each request.</summary>
public sealed class Credential
{
    private readonly Func<bool, CancellationToken, Task<string>> supplier;

    private Credential(Func<bool, CancellationToken, Task<string>> supplier, bool isRenewable)
    {
        this.supplier = supplier;
        IsRenewable = isRenewable;
    }

    internal bool IsRenewable { get; }

    public static implicit operator Credential(string value)
    {
        return new Credential((refresh, cancellationToken) => Task.FromResult(value), false);
    }

    /// <summary>Asked for each request; refresh is true when the server has just refused the last one.</summary>
    public static Credential From(Func<bool, string> supplier)
    {
        return new Credential((refresh, cancellationToken) => Task.FromResult(supplier(refresh)), true);
    }

    /// <summary>Asked for each request; refresh is true when the server has just refused the last one.</summary>
    public static Credential From(Func<bool, CancellationToken, Task<string>> supplier)
    {
        return new Credential(supplier, true);
    }

    /// <summary>A user with a password, for HTTP's basic scheme.</summary>
    public static Credential Basic(string user, string password)
    {
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
    }

    internal Task<string> ValueAsync(bool refresh, CancellationToken cancellationToken)
    {
        return supplier(refresh, cancellationToken);
    }
}

/// <summary>Where a credential of the contract goes.</summary>
internal sealed class Scheme
{
    public Scheme(string name, string place, string param, string prefix, Credential? credential)
    {
        Name = name;
        Place = place;
        Param = param;
        Prefix = prefix;
        Credential = credential;
    }

    public string Name { get; }

    public string Place { get; }

    public string Param { get; }

    public string Prefix { get; }

    public Credential? Credential { get; }
}
`;

const ERRORS = `using System;
using System.Collections.Generic;
using System.Linq;

namespace __root__;

/// <summary>An answer that is not a success.</summary>
public class ApiException : Exception
{
    internal ApiException(
        string message,
        int status,
        IReadOnlyDictionary<string, IReadOnlyList<string>> headers,
        string text,
        object? body)
        : base(message)
    {
        Status = status;
        Headers = headers;
        Text = text;
        Body = body;
    }

    public int Status { get; }

    /// <summary>By name, in any case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; }

    public string? RequestId
    {
        get { return Header("x-request-id") ?? Header("request-id"); }
    }

    /// <summary>The body as it came.</summary>
    public string Text { get; }

    /// <summary>The documented model where the body fits it, else a JsonElement, else the text.</summary>
    public object? Body { get; }

    private string? Header(string name)
    {
        IReadOnlyList<string> values;
        return Headers.TryGetValue(name, out values!) ? values.FirstOrDefault() : null;
    }
}

/// <summary>No usable answer: not reachable, too slow, or not what it says it is.</summary>
public class TransportException : Exception
{
    public TransportException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
`;

const STREAMS = `using System;
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

const PAGED = `using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>One page of a list; the value is the whole answer.</summary>
public sealed class Page<TItem, TAnswer>
{
    internal Page(List<TItem> items, TAnswer value)
    {
        Items = items;
        Value = value;
    }

    public IReadOnlyList<TItem> Items { get; }

    public TAnswer Value { get; }
}

/// <summary>All items of a list over its pages; the next page is asked for only when it is needed.</summary>
public sealed class Paged<TItem, TAnswer> : IAsyncEnumerable<TItem>
{
    private readonly PageSource<TItem, TAnswer> source;

    internal Paged(PageSource<TItem, TAnswer> source)
    {
        this.source = source;
    }

    /// <summary>The same page by page.</summary>
    public IAsyncEnumerable<Page<TItem, TAnswer>> Pages
    {
        get { return source; }
    }

    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default(CancellationToken))
    {
        return new Enumerator(source.GetAsyncEnumerator(cancellationToken));
    }

    private sealed class Enumerator : IAsyncEnumerator<TItem>
    {
        private readonly IAsyncEnumerator<Page<TItem, TAnswer>> pages;
        private int index = -1;

        public Enumerator(IAsyncEnumerator<Page<TItem, TAnswer>> pages)
        {
            this.pages = pages;
        }

        public TItem Current
        {
            get { return pages.Current.Items[index]; }
        }

        public async ValueTask<bool> MoveNextAsync()
        {
            index++;
            while (index == 0 || index >= pages.Current.Items.Count)
            {
                if (!await pages.MoveNextAsync().ConfigureAwait(false))
                {
                    return false;
                }

                index = 0;
                if (pages.Current.Items.Count > 0)
                {
                    return true;
                }
            }

            return true;
        }

        public ValueTask DisposeAsync()
        {
            return pages.DisposeAsync();
        }
    }
}

/// <summary>How an answer leads to the call for the next page; null when there is none.</summary>
internal delegate Call? NextPage(Call call, JsonElement answer, Answer response, int items);

internal sealed class PageSource<TItem, TAnswer> : IAsyncEnumerable<Page<TItem, TAnswer>>
{
    private readonly Http http;
    private readonly Call first;
    private readonly RequestOptions? options;
    private readonly CancellationToken outer;
    private readonly Reader<TAnswer> reader;
    private readonly Reader<TItem> itemReader;
    private readonly string[] items;
    private readonly NextPage next;

    public PageSource(
        Http http,
        Call first,
        RequestOptions? options,
        CancellationToken outer,
        Reader<TAnswer> reader,
        Reader<TItem> itemReader,
        string[] items,
        NextPage next)
    {
        this.http = http;
        this.first = first;
        this.options = options;
        this.outer = outer;
        this.reader = reader;
        this.itemReader = itemReader;
        this.items = items;
        this.next = next;
    }

    public IAsyncEnumerator<Page<TItem, TAnswer>> GetAsyncEnumerator(
        CancellationToken cancellationToken = default(CancellationToken))
    {
        return new Enumerator(this, CancellationTokenSource.CreateLinkedTokenSource(outer, cancellationToken));
    }

    private sealed class Enumerator : IAsyncEnumerator<Page<TItem, TAnswer>>
    {
        private readonly PageSource<TItem, TAnswer> owner;
        private readonly CancellationTokenSource source;
        private readonly HashSet<string> asked = new HashSet<string>();
        private Func<Call?> following;

        public Enumerator(PageSource<TItem, TAnswer> owner, CancellationTokenSource source)
        {
            this.owner = owner;
            this.source = source;
            following = () => owner.first;
            Current = new Page<TItem, TAnswer>(new List<TItem>(), default(TAnswer)!);
        }

        public Page<TItem, TAnswer> Current { get; private set; }

        public async ValueTask<bool> MoveNextAsync()
        {
            var call = following();
            // A cursor that comes again would never end.
            if (call == null || !asked.Add(call.Target()))
            {
                following = () => null;
                return false;
            }

            var answer = await owner.http.AnswerAsync(call, owner.options, source.Token).ConfigureAwait(false);
            try
            {
                Current = Json.Parse(answer.Text, "body", (json, at) => Read(call, answer, json, at));
            }
            catch (DecodeException cause)
            {
                throw Http.Undecodable(call, answer.Status, cause);
            }

            return true;
        }

        public ValueTask DisposeAsync()
        {
            source.Dispose();
            return default(ValueTask);
        }

        private Page<TItem, TAnswer> Read(Call call, Answer answer, JsonElement json, string at)
        {
            var value = owner.reader(json, at);
            var list = Paging.At(json, owner.items);
            var found = new List<TItem>();
            if (list.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in list.EnumerateArray())
                {
                    found.Add(owner.itemReader(item, "item " + found.Count));
                }
            }

            var kept = json.Clone();
            following = () => found.Count == 0 ? null : owner.next(call, kept, answer, found.Count);
            return new Page<TItem, TAnswer>(found, value);
        }
    }
}

internal static class Paging
{
    public static JsonElement At(JsonElement element, string[] path)
    {
        var found = element;
        foreach (var name in path)
        {
            JsonElement inner;
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out inner))
            {
                return default(JsonElement);
            }

            found = inner;
        }

        return found;
    }

    /// <summary>The answer holds the cursor.</summary>
    public static NextPage Cursor(string param, string[] cursor, string[] more)
    {
        return (call, answer, response, count) =>
        {
            var text = TextAt(answer, cursor);
            return text.Length == 0 || !Says(answer, more) ? null : call.WithQuery(param, text);
        };
    }

    /// <summary>The last item holds the cursor.</summary>
    public static NextPage LastItem(string param, string field, string[] items, string[] more)
    {
        return (call, answer, response, count) =>
        {
            var text = TextAt(At(answer, items)[count - 1], new[] { field });
            return text.Length == 0 || !Says(answer, more) ? null : call.WithQuery(param, text);
        };
    }

    /// <summary>The caller counts pages (a step of 1) or items (a step of 0: as many as came).</summary>
    public static NextPage Count(string param, long start, int step)
    {
        return (call, answer, response, count) =>
            call.WithQuery(param, (call.QueryNumber(param, start) + (step == 0 ? count : step)).ToString());
    }

    /// <summary>The answer, or its Link header, holds the URL of the next page.</summary>
    public static NextPage Url(string[] next)
    {
        return (call, answer, response, count) =>
        {
            var text = next.Length == 0 ? Http.NextLink(response) : TextAt(answer, next);
            return text.Length == 0 ? null : call.WithUrl(response.Url, text);
        };
    }

    private static string TextAt(JsonElement element, string[] path)
    {
        var found = At(element, path);
        if (found.ValueKind == JsonValueKind.String)
        {
            return found.GetString() ?? "";
        }

        return found.ValueKind == JsonValueKind.Number ? found.GetRawText() : "";
    }

    private static bool Says(JsonElement answer, string[] more)
    {
        return more.Length == 0 || At(answer, more).ValueKind != JsonValueKind.False;
    }
}
`;

/** File name to text. */
export const CSHARP_API_RUNTIME: ReadonlyMap<string, string> = new Map([
  ['Credential', CREDENTIAL],
  ['Errors', ERRORS],
  ['MockOps', MOCKOPS],
  ['Paged', PAGED],
  ['RequestOptions', REQUEST_OPTIONS],
  ['Streamed', STREAMS],
]);
