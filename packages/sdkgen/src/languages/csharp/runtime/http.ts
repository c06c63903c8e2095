// The calls that generated methods make, and what an answer is read as. `__root__` stands for the namespace of the SDK; the texts are the files.

export const ANSWER = `using System;
using System.Collections.Generic;
using System.Text;

namespace __root__;

/// <summary>A success, read to its end.</summary>
internal sealed class Answer
{
    public Answer(int status, IReadOnlyDictionary<string, IReadOnlyList<string>> headers, byte[] bytes, Uri url)
    {
        Status = status;
        Headers = headers;
        Bytes = bytes;
        Url = url;
    }

    public int Status { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; }

    public byte[] Bytes { get; }

    public Uri Url { get; }

    public string Text
    {
        get { return Encoding.UTF8.GetString(Bytes); }
    }
}
`;

export const HTTP = String.raw`using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>From a call to its answer: credentials, redirects, retries, errors.</summary>
internal sealed partial class Http : IDisposable
{
    private static readonly Regex NextLinkPattern = new Regex(
        "<([^>]*)>[^<]*;\\s*rel=\"?(?:[^\";]*\\s)?next(?:\\s[^\";]*)?\"?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private readonly ClientOptions options;
    private readonly string baseUrl;
    private readonly string userAgent;
    private readonly HttpClient? client;
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> transport;

    public Http(ClientOptions options, string userAgent)
    {
        this.options = options;
        this.userAgent = userAgent;
        if (options.BaseUrl == null)
        {
            throw new ArgumentException("a client needs a BaseUrl, e.g. http://localhost:4801/payments");
        }

        baseUrl = options.BaseUrl.TrimEnd('/');
        if (options.Transport != null)
        {
            transport = options.Transport;
            return;
        }

        var handler = options.Handler ?? new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        var own = new HttpClient(handler, options.Handler == null) { Timeout = Timeout.InfiniteTimeSpan };
        client = own;
        transport = (request, cancellationToken) =>
            own.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose()
    {
        if (client != null)
        {
            client.Dispose();
        }
    }

    public async Task<T> JsonAsync<T>(Call call, Reader<T> reader, RequestOptions? given, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(call, given, cancellationToken).ConfigureAwait(false);
        return Decode(call, answer, reader);
    }

    /// <summary>Null where the answer has no body.</summary>
    public async Task<T> MaybeJsonAsync<T>(Call call, Reader<T> reader, RequestOptions? given, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync(call, given, cancellationToken).ConfigureAwait(false);
        return answer.Bytes.Length == 0 ? default(T)! : Decode(call, answer, reader);
    }

    public async Task<string> TextAsync(Call call, RequestOptions? given, CancellationToken cancellationToken)
    {
        return (await WholeAsync(call, given, "text/plain, */*;q=0.5", cancellationToken).ConfigureAwait(false)).Text;
    }

    public async Task<byte[]> BinaryAsync(Call call, RequestOptions? given, CancellationToken cancellationToken)
    {
        return (await WholeAsync(call, given, "*/*", cancellationToken).ConfigureAwait(false)).Bytes;
    }

    public Task NoneAsync(Call call, RequestOptions? given, CancellationToken cancellationToken)
    {
        return WholeAsync(call, given, "*/*", cancellationToken);
    }

    /// <summary>The caller disposes it.</summary>
    public async Task<Stream> StreamAsync(Call call, RequestOptions? given, CancellationToken cancellationToken)
    {
        var response = await SendAsync(call, given, "*/*", true, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
    }

    public IAsyncEnumerable<T> Events<T>(
        Call call,
        Reader<T> reader,
        bool isText,
        RequestOptions? given,
        CancellationToken cancellationToken)
    {
        return new Streamed<T>(
            inner => SendAsync(call, given, "text/event-stream", true, inner),
            true,
            text => Item(call, reader, isText, text),
            cancellationToken);
    }

    public IAsyncEnumerable<T> Lines<T>(
        Call call,
        Reader<T> reader,
        bool isText,
        RequestOptions? given,
        CancellationToken cancellationToken)
    {
        const string accept = "application/x-ndjson, application/jsonl, application/json-seq;q=0.9, */*;q=0.1";
        return new Streamed<T>(
            inner => SendAsync(call, given, accept, true, inner),
            false,
            text => Item(call, reader, isText, text),
            cancellationToken);
    }

    public Task<Answer> AnswerAsync(Call call, RequestOptions? given, CancellationToken cancellationToken)
    {
        return WholeAsync(call, given, "application/json", cancellationToken);
    }

    /// <summary>The URL of the Link header with rel="next", or nothing.</summary>
    public static string NextLink(Answer answer)
    {
        IReadOnlyList<string> links;
        if (!answer.Headers.TryGetValue("link", out links!))
        {
            return "";
        }

        // A header of several links may come as one value, or cut at its commas.
        var match = NextLinkPattern.Match(string.Join(", ", links));
        return match.Success ? match.Groups[1].Value : "";
    }

    private static T Decode<T>(Call call, Answer answer, Reader<T> reader)
    {
        try
        {
            return Json.Parse(answer.Text, "body", reader);
        }
        catch (DecodeException cause)
        {
            throw Undecodable(call, answer.Status, cause);
        }
    }

    private static T Item<T>(Call call, Reader<T> reader, bool isText, string text)
    {
        try
        {
            return Json.Parse(isText ? Json.Format(text) : text, "item", reader);
        }
        catch (DecodeException cause)
        {
            throw Undecodable(call, 200, cause);
        }
    }

    private async Task<Answer> WholeAsync(
        Call call,
        RequestOptions? given,
        string accept,
        CancellationToken cancellationToken)
    {
        using (var response = await SendAsync(call, given, accept, false, cancellationToken).ConfigureAwait(false))
        {
            // SendAsync has read it within the timeout.
            var bytes = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            var url = response.RequestMessage != null ? response.RequestMessage.RequestUri : null;
            return new Answer((int)response.StatusCode, HeadersOf(response), bytes, url ?? new Uri(baseUrl));
        }
    }
}
`;

export const HTTP_FAILURES = `using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace __root__;

/// <summary>What is thrown when there is no answer, or one that is no success.</summary>
internal sealed partial class Http
{
    public static TransportException Undecodable(Call call, int status, DecodeException cause)
    {
        return new TransportException(
            call.Describe() + " answered " + status + ", but its body is wrong: " + cause.Message,
            cause);
    }

    private static async Task<ApiException> FailureAsync(Call call, HttpResponseMessage response)
    {
        using (response)
        {
            var bytes = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            var text = Encoding.UTF8.GetString(bytes);
            var status = (int)response.StatusCode;
            return new ApiException(
                call.Describe() + " answered " + status,
                status,
                HeadersOf(response),
                text,
                ErrorBody(call, status, text));
        }
    }

    private static object ErrorBody(Call call, int status, string text)
    {
        var reader = call.ErrorReader(status);
        try
        {
            return (reader == null ? null : reader(text)) ?? Json.Parse(text, "body", Json.Any);
        }
        catch (DecodeException)
        {
            try
            {
                return Json.Parse(text, "body", Json.Any);
            }
            catch (DecodeException)
            {
                return text;
            }
        }
    }

    private static TransportException Unanswered(Call call, string url, Exception? cause, int attempt)
    {
        var tries = attempt == 0 ? "" : " (tried " + (attempt + 1) + " times)";
        var reason = cause is OperationCanceledException ? "it took too long" : cause != null ? cause.Message : "";
        return new TransportException(
            call.Method + " " + url.Split('?')[0] + " was not answered" + tries
                + "; is the base URL right and the server up? " + reason,
            cause);
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> HeadersOf(HttpResponseMessage response)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.Concat(response.Content.Headers))
        {
            all[header.Key] = header.Value.ToList();
        }

        return all;
    }

    private static string? First(HttpResponseMessage response, string name)
    {
        IEnumerable<string> values;
        return response.Headers.TryGetValues(name, out values!) ? values.FirstOrDefault() : null;
    }
}
`;
