// The core of a C# SDK's runtime: a request in the making (`Call`), and its way to an answer (`Http`): credentials,
// redirects, retries, errors. Internal to the SDK. `__root__` stands for its namespace. The texts are the files.

const CALL = String.raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace __root__;

/// <summary>One request in the making. Absent values are left out.</summary>
internal sealed class Call
{
    private const string Unreserved = "-._~!'()*";
    private const string Reserved = "-._~!'()*:/?#[]@$&+,;=%";

    private readonly string template;
    private readonly Dictionary<string, string> headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> cookies = new List<string>();
    private readonly Dictionary<string, Func<string, object?>> errors = new Dictionary<string, Func<string, object?>>();
    private List<KeyValuePair<string, string>> query = new List<KeyValuePair<string, string>>();
    private string path;
    private Uri? url;

    public Call(string method, string path, bool isRepeatable)
    {
        Method = method;
        template = path;
        this.path = path;
        IsRepeatable = isRepeatable;
    }

    public string Method { get; }

    public bool IsRepeatable { get; }

    public Upload? Body { get; private set; }

    public string[][]? Alternatives { get; private set; }

    public string? IdempotencyHeader { get; private set; }

    public IReadOnlyDictionary<string, string> Headers
    {
        get { return headers; }
    }

    public IReadOnlyList<string> Cookies
    {
        get { return cookies; }
    }

    /// <summary>A parameter whose value is a JSON document in one text.</summary>
    public static string? Document(object? value)
    {
        return value == null ? null : Json.Format(value);
    }

    public Call Path(string name, object? value, string style, bool explode)
    {
        var plain = Json.Plain(value);
        var isNamed = explode && plain is JsonMembers;
        var items = Flat(plain, explode);
        if (items.Count == 0 || items.Any(item => item == "" || item == "." || item == ".."))
        {
            throw new ArgumentException(
                "path parameter \"" + name + "\" of " + template + " must not be empty, \".\" or \"..\"");
        }

        var matrix = isNamed ? ";" : ";" + Encode(name) + "=";
        var prefix = style == "label" ? "." : style == "matrix" ? matrix : "";
        var separator = !explode || style == "simple" ? "," : style == "label" ? "." : matrix;
        var text = prefix + string.Join(separator, items.Select(item => isNamed ? EncodePair(item) : Encode(item)));
        path = path.Replace("{" + name + "}", text);
        return this;
    }

    public Call Query(string name, object? value, string style, bool explode, bool reserved)
    {
        query.AddRange(Pairs(name, value, style, explode, reserved));
        return this;
    }

    public Call Header(string name, object? value, bool explode)
    {
        if (value != null)
        {
            headers[name] = string.Join(",", Flat(Json.Plain(value), explode));
        }

        return this;
    }

    public Call Cookie(string name, object? value, bool explode)
    {
        var plain = Json.Plain(value);
        if (explode && plain != null && !(plain is string))
        {
            cookies.AddRange(Pairs(name, plain, "form", true, false).Select(pair => pair.Key + "=" + pair.Value));
        }
        else if (plain != null)
        {
            cookies.Add(name + "=" + string.Join(",", Flat(plain, false).Select(Encode)));
        }

        return this;
    }

    public Call JsonBody(object? value, string mediaType)
    {
        return value == null ? this : Content(Upload.Of(Json.Format(value)), mediaType);
    }

    public Call TextBody(string? value, string mediaType)
    {
        return value == null ? this : Content(Upload.Of(value), mediaType);
    }

    public Call BinaryBody(Upload? value, string mediaType)
    {
        return value == null ? this : Content(value, value.Type ?? mediaType);
    }

    /// <summary>Every encoding is name, style or "json", explode, reserved; other fields are form, objects deepObject.</summary>
    public Call FormBody(object? value, params string[][] encodings)
    {
        if (value == null)
        {
            return this;
        }

        var fields = new List<string>();
        foreach (var member in (JsonMembers)Json.Plain(value)!)
        {
            var encoding = encodings.FirstOrDefault(row => row[0] == member.Key);
            var plain = Json.Plain(member.Value);
            var style = encoding == null ? (plain is JsonMembers ? "deepObject" : "form") : encoding[1];
            var item = style == "json" ? Document(member.Value) : plain;
            var explode = encoding == null || encoding[2] == "true";
            var reserved = encoding != null && encoding[3] == "true";
            fields.AddRange(Pairs(member.Key, item, style, explode, reserved).Select(pair => pair.Key + "=" + pair.Value));
        }

        return Content(Upload.Of(string.Join("&", fields)), "application/x-www-form-urlencoded");
    }

    /// <summary>Every type is name, media type.</summary>
    public Call MultipartBody(object? value, params string[][] types)
    {
        if (value == null)
        {
            return this;
        }

        var boundary = Guid.NewGuid().ToString();
        var chunks = new List<Upload>();
        foreach (var member in (JsonMembers)Json.Plain(value)!)
        {
            var typed = types.FirstOrDefault(row => row[0] == member.Key);
            var type = typed == null ? null : typed[1];
            var list = Json.Plain(member.Value) as List<object?>;
            var isWhole = list == null || (type != null && IsJson(type));
            foreach (var part in isWhole ? new List<object?> { member.Value } : list!)
            {
                AddPart(chunks, boundary, member.Key, part, type);
            }
        }

        chunks.Add(Upload.Of("--" + boundary + "--\r\n"));
        return Content(Joined(chunks), "multipart/form-data; boundary=" + boundary);
    }

    /// <summary>The alternatives of the operation; without this call, whatever the client has.</summary>
    public Call Auth(params string[][] alternatives)
    {
        Alternatives = alternatives;
        return this;
    }

    public Call Idempotency(string header)
    {
        IdempotencyHeader = header;
        return this;
    }

    public Call Error<T>(string status, Reader<T> reader)
    {
        errors[status] = text => Json.Parse<object?>(text, "body", (element, at) => reader(element, at));
        return this;
    }

    public Func<string, object?>? ErrorReader(int status)
    {
        Func<string, object?> found;
        foreach (var key in new[] { status.ToString(CultureInfo.InvariantCulture), status / 100 + "XX", "default" })
        {
            if (errors.TryGetValue(key, out found!))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Path and query, after the base URL; a whole URL when a page named one.</summary>
    public string Target()
    {
        if (url != null)
        {
            return url.AbsoluteUri;
        }

        return path + (query.Count == 0 ? "" : "?" + string.Join("&", query.Select(pair => pair.Key + "=" + pair.Value)));
    }

    public string UrlBelow(string baseUrl)
    {
        return url == null ? baseUrl + Target() : url.AbsoluteUri;
    }

    public string Describe()
    {
        return Method + " " + (url == null ? path : url.AbsolutePath);
    }

    public Call WithQuery(string name, string value)
    {
        var copy = (Call)MemberwiseClone();
        copy.query = query.Where(pair => pair.Key != Encode(name)).ToList();
        copy.query.Add(new KeyValuePair<string, string>(Encode(name), Encode(value)));
        return copy;
    }

    /// <summary>A URL of the same origin.</summary>
    public Call WithUrl(Uri current, string next)
    {
        Uri target;
        if (!Uri.TryCreate(current, next, out target!))
        {
            throw new TransportException(Describe() + ": the next page is no URL: " + next);
        }

        if (!Http.IsSameOrigin(current, target))
        {
            throw new TransportException(Describe() + ": the next page is on another origin: " + next);
        }

        var copy = (Call)MemberwiseClone();
        copy.url = target;
        return copy;
    }

    public long QueryNumber(string name, long otherwise)
    {
        foreach (var pair in query)
        {
            long number;
            if (pair.Key == Encode(name) && long.TryParse(Uri.UnescapeDataString(pair.Value), out number))
            {
                return number;
            }
        }

        return otherwise;
    }

    /// <summary>One pair for a query, encoded.</summary>
    public static string Field(string name, string value)
    {
        return Encode(name) + "=" + Encode(value);
    }

    public static string Checked(string name, string value)
    {
        if (value.IndexOfAny(new[] { '\r', '\n', '\0' }) >= 0)
        {
            throw new ArgumentException(
                "header " + name + " must not hold a line break or NUL; remove it from the value");
        }

        return value;
    }

    private static bool IsJson(string mediaType)
    {
        return mediaType.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static void AddPart(List<Upload> chunks, string boundary, string name, object? part, string? type)
    {
        if (part == null)
        {
            return;
        }

        var file = part as Upload;
        var plain = Json.Plain(part);
        var isWhole = plain is JsonMembers || plain is List<object?>;
        var mediaType = file != null ? file.Type ?? type ?? "application/octet-stream" : type ?? (isWhole ? "application/json" : null);
        var head = new StringBuilder("--" + boundary + "\r\ncontent-disposition: form-data; name=\"" + Escape(name) + "\"");
        if (file != null)
        {
            head.Append("; filename=\"" + Escape(file.Name ?? name) + "\"");
        }

        head.Append("\r\n");
        if (mediaType != null)
        {
            head.Append("content-type: " + Checked("content-type", mediaType) + "\r\n");
        }

        chunks.Add(Upload.Of(head.Append("\r\n").ToString()));
        var isJson = isWhole || (mediaType != null && IsJson(mediaType));
        chunks.Add(file ?? Upload.Of(isJson ? Json.Format(part) : ScalarText(part)));
        chunks.Add(Upload.Of("\r\n"));
    }

    private static string Escape(string text)
    {
        return text.Replace("\"", "%22").Replace("\r", "%0D").Replace("\n", "%0A");
    }

    private static Upload Joined(List<Upload> chunks)
    {
        if (chunks.All(chunk => chunk.Bytes != null))
        {
            return Upload.Of(chunks.SelectMany(chunk => chunk.Bytes!).ToArray());
        }

        Func<Stream> open = () => new JoinedStream(chunks);
        return chunks.All(chunk => chunk.IsRepeatable) ? Upload.Of(open) : Upload.Of(open());
    }

    private static List<KeyValuePair<string, string>> Pairs(
        string name,
        object? value,
        string style,
        bool explode,
        bool reserved)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var plain = Json.Plain(value);
        if (style == "deepObject")
        {
            AddDeep(pairs, name, plain, reserved);
        }
        else if (plain is JsonMembers && explode)
        {
            foreach (var member in ((JsonMembers)plain).Where(member => Json.Plain(member.Value) != null))
            {
                pairs.Add(Pair(member.Key, ScalarText(member.Value), reserved));
            }
        }
        else if (plain is List<object?> && explode)
        {
            pairs.AddRange(((List<object?>)plain).Select(item => Pair(name, ScalarText(item), reserved)));
        }
        else if (plain is JsonMembers || plain is List<object?>)
        {
            var separator = style == "spaceDelimited" ? "%20" : style == "pipeDelimited" ? "%7C" : ",";
            var items = Flat(plain, false).Select(item => Encode(item, reserved ? Reserved : Unreserved)).ToList();
            if (items.Count > 0)
            {
                pairs.Add(new KeyValuePair<string, string>(Encode(name), string.Join(separator, items)));
            }
        }
        else if (plain != null)
        {
            pairs.Add(Pair(name, ScalarText(plain), reserved));
        }

        return pairs;
    }

    private static void AddDeep(List<KeyValuePair<string, string>> pairs, string name, object? value, bool reserved)
    {
        var plain = Json.Plain(value);
        if (plain is JsonMembers)
        {
            foreach (var member in (JsonMembers)plain)
            {
                AddDeep(pairs, name + "[" + member.Key + "]", member.Value, reserved);
            }
        }
        else if (plain is List<object?>)
        {
            var list = (List<object?>)plain;
            for (var index = 0; index < list.Count; index++)
            {
                AddDeep(pairs, name + "[" + index + "]", list[index], reserved);
            }
        }
        else if (plain != null)
        {
            pairs.Add(Pair(name, ScalarText(plain), reserved));
        }
    }

    private static KeyValuePair<string, string> Pair(string name, string value, bool reserved)
    {
        return new KeyValuePair<string, string>(Encode(name), Encode(value, reserved ? Reserved : Unreserved));
    }

    /// <summary>A value as the list of its items; an object as its keys and values.</summary>
    private static List<string> Flat(object? plain, bool explode)
    {
        var items = new List<string>();
        if (plain is JsonMembers)
        {
            foreach (var member in ((JsonMembers)plain).Where(member => Json.Plain(member.Value) != null))
            {
                var text = ScalarText(member.Value);
                items.AddRange(explode ? new[] { member.Key + "=" + text } : new[] { member.Key, text });
            }
        }
        else if (plain is List<object?>)
        {
            items.AddRange(((List<object?>)plain).Select(ScalarText));
        }
        else if (plain != null)
        {
            items.Add(ScalarText(plain));
        }

        return items;
    }

    private static string ScalarText(object? value)
    {
        var plain = Json.Plain(value);
        if (plain is Upload)
        {
            return Encoding.UTF8.GetString(((Upload)plain).ReadAll());
        }

        return plain is string ? (string)plain : Json.Format(value);
    }

    /// <summary>Of an exploded object, the equals sign between key and value stays.</summary>
    private static string EncodePair(string item)
    {
        var equals = item.IndexOf('=');
        return Encode(item.Substring(0, equals)) + "=" + Encode(item.Substring(equals + 1));
    }

    private static string Encode(string text)
    {
        return Encode(text, Unreserved);
    }

    private static string Encode(string text, string kept)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            var letter = (char)unit;
            var isPlain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
            if (isPlain || kept.IndexOf(letter) >= 0)
            {
                encoded.Append(letter);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Several uploads, one after the other.</summary>
    private sealed class JoinedStream : Stream
    {
        private readonly Queue<Upload> open;
        private Stream? current;

        public JoinedStream(List<Upload> uploads)
        {
            open = new Queue<Upload>(uploads);
        }

        public override bool CanRead
        {
            get { return true; }
        }

        public override bool CanSeek
        {
            get { return false; }
        }

        public override bool CanWrite
        {
            get { return false; }
        }

        public override long Length
        {
            get { throw new NotSupportedException(); }
        }

        public override long Position
        {
            get { throw new NotSupportedException(); }
            set { throw new NotSupportedException(); }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (true)
            {
                if (current == null && open.Count == 0)
                {
                    return 0;
                }

                current = current ?? open.Dequeue().Open();
                var read = current.Read(buffer, offset, count);
                if (read > 0)
                {
                    return read;
                }

                current.Dispose();
                current = null;
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            throw new NotSupportedException();
        }

        public override void SetLength(long value)
        {
            throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            throw new NotSupportedException();
        }
    }

    private Call Content(Upload value, string mediaType)
    {
        Body = value;
        headers["content-type"] = mediaType;
        return this;
    }
}
`;

const HTTP = String.raw`using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

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

/// <summary>From a call to its answer: credentials, redirects, retries, errors.</summary>
internal sealed class Http : IDisposable
{
    private static readonly int[] Retried = { 408, 429, 500, 502, 503, 504 };
    private static readonly int[] Redirects = { 301, 302, 303, 307, 308 };
    private static readonly Random Jitter = new Random();

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

    public static TransportException Undecodable(Call call, int status, DecodeException cause)
    {
        return new TransportException(
            call.Describe() + " answered " + status + ", but its body is wrong: " + cause.Message,
            cause);
    }

    public static bool IsSameOrigin(Uri one, Uri other)
    {
        return one.Scheme == other.Scheme
            && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase)
            && one.Port == other.Port;
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

    private async Task<HttpResponseMessage> SendAsync(
        Call call,
        RequestOptions? given,
        string accept,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        var headers = HeadersFor(call, given, accept);
        var limit = (given == null ? null : given.Timeout) ?? options.Timeout;
        var canRepeat = call.Body == null || call.Body.IsRepeatable;
        var retries = call.IsRepeatable && canRepeat ? (given == null ? null : given.MaxRetries) ?? options.MaxRetries : 0;
        var refresh = false;
        var isRenewed = false;
        for (var attempt = 0; ; attempt++)
        {
            var prepared = await PrepareAsync(call, headers, refresh, cancellationToken).ConfigureAwait(false);
            refresh = false;
            HttpResponseMessage? response = null;
            Exception? failure = null;
            try
            {
                response = await FollowAsync(call, prepared, limit, isStreaming, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is HttpRequestException || cause is IOException || cause is OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = cause;
            }

            if (response == null)
            {
                if (attempt >= retries)
                {
                    throw Unanswered(call, prepared.Url, failure, attempt);
                }

                await Task.Delay(Delay(attempt, null)!.Value, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var status = (int)response.StatusCode;
            if (status >= 200 && status < 300)
            {
                return response;
            }

            if (status == 401 && prepared.IsRenewable && !isRenewed && canRepeat)
            {
                refresh = true;
                isRenewed = true;
                attempt--;
                response.Dispose();
                continue;
            }

            var wait = Delay(attempt, First(response, "retry-after"));
            if (wait == null || attempt >= retries || Array.IndexOf(Retried, status) < 0)
            {
                throw await FailureAsync(call, response).ConfigureAwait(false);
            }

            response.Dispose();
            await Task.Delay(wait.Value, cancellationToken).ConfigureAwait(false);
        }
    }

    private Dictionary<string, string> HeadersFor(Call call, RequestOptions? given, string accept)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        all["accept"] = accept;
        all["user-agent"] = options.UserAgent ?? userAgent;
        if (options.MockOps != null)
        {
            options.MockOps.AddTo(all);
        }

        if (given != null && given.MockOps != null)
        {
            given.MockOps.AddTo(all);
        }

        Merge(all, options.Headers);
        Merge(all, call.Headers);
        if (call.Cookies.Count > 0)
        {
            all["cookie"] = string.Join("; ", call.Cookies);
        }

        if (given != null)
        {
            Merge(all, given.Headers);
        }

        if (call.IdempotencyHeader != null)
        {
            if (given != null && given.IdempotencyKey != null)
            {
                all[call.IdempotencyHeader] = given.IdempotencyKey;
            }

            if (!all.ContainsKey(call.IdempotencyHeader))
            {
                all[call.IdempotencyHeader] = Guid.NewGuid().ToString();
            }
        }

        foreach (var header in all)
        {
            Call.Checked(header.Key, header.Value);
        }

        return all;
    }

    private static void Merge(Dictionary<string, string> all, IEnumerable<KeyValuePair<string, string>> more)
    {
        foreach (var header in more)
        {
            all[header.Key] = header.Value;
        }
    }

    private async Task<Prepared> PrepareAsync(
        Call call,
        Dictionary<string, string> given,
        bool refresh,
        CancellationToken cancellationToken)
    {
        var prepared = new Prepared(call.UrlBelow(baseUrl), given);
        foreach (var scheme in Chosen(call))
        {
            var credential = scheme.Credential!;
            var token = await credential.ValueAsync(refresh, cancellationToken).ConfigureAwait(false);
            prepared.IsRenewable |= credential.IsRenewable;
            prepared.Add(scheme, scheme.Prefix + token);
        }

        return prepared;
    }

    /// <summary>The first alternative that the client has all credentials of.</summary>
    private List<Scheme> Chosen(Call call)
    {
        var having = options.Schemes().Where(scheme => scheme.Credential != null).ToList();
        if (call.Alternatives == null)
        {
            return having;
        }

        foreach (var names in call.Alternatives)
        {
            var found = having.Where(scheme => names.Contains(scheme.Name)).ToList();
            if (found.Count == names.Length)
            {
                return found;
            }
        }

        return new List<Scheme>();
    }

    private async Task<HttpResponseMessage> FollowAsync(
        Call call,
        Prepared prepared,
        TimeSpan limit,
        bool isStreaming,
        CancellationToken cancellationToken)
    {
        var url = new Uri(prepared.Url);
        var headers = prepared.Headers;
        var follows = call.Method == "GET" || call.Method == "HEAD";
        // Not disposed: a stream is read under its token for as long as it lasts.
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (limit > TimeSpan.Zero)
        {
            source.CancelAfter(limit);
        }

        for (var hops = 0; ; hops++)
        {
            var message = MessageOf(call, url, headers);
            var response = await transport(message, source.Token).ConfigureAwait(false);
            response.RequestMessage = response.RequestMessage ?? message;
            var location = First(response, "location");
            var isMoved = follows && location != null && Array.IndexOf(Redirects, (int)response.StatusCode) >= 0;
            if (!isMoved || hops >= 5)
            {
                if (isStreaming && response.IsSuccessStatusCode)
                {
                    source.CancelAfter(Timeout.InfiniteTimeSpan);
                }
                else
                {
                    await BufferAsync(response, source.Token).ConfigureAwait(false);
                }

                return response;
            }

            response.Dispose();
            Uri next;
            if (!Uri.TryCreate(url, location, out next!))
            {
                throw new IOException("a redirect to something that is no URL: " + location);
            }

            if (!IsSameOrigin(url, next))
            {
                headers = headers.Where(header => !prepared.Secret.Contains(header.Key))
                    .ToDictionary(header => header.Key, header => header.Value);
            }

            url = next;
        }
    }

    private static async Task BufferAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // An answer that stops in the middle must not outlive its timeout.
        using (cancellationToken.Register(response.Dispose))
        {
            try
            {
                await response.Content.LoadIntoBufferAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw;
            }
        }
    }

    private static HttpRequestMessage MessageOf(Call call, Uri url, Dictionary<string, string> headers)
    {
        var message = new HttpRequestMessage(new HttpMethod(call.Method), url);
        if (call.Body != null)
        {
            var bytes = call.Body.Bytes;
            message.Content = bytes != null ? (HttpContent)new ByteArrayContent(bytes) : new StreamContent(call.Body.Open());
        }

        foreach (var header in headers)
        {
            var isOfContent = header.Key.StartsWith("content-", StringComparison.OrdinalIgnoreCase);
            if (isOfContent && message.Content != null)
            {
                message.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
            else if (!isOfContent)
            {
                message.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return message;
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

    /// <summary>Null: the server asks for more patience than a caller has.</summary>
    private static TimeSpan? Delay(int attempt, string? retryAfter)
    {
        double seconds;
        DateTimeOffset until;
        if (retryAfter != null && double.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
        {
            return seconds > 60 ? (TimeSpan?)null : TimeSpan.FromSeconds(seconds);
        }

        if (retryAfter != null
            && DateTimeOffset.TryParseExact(retryAfter, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out until))
        {
            var wait = until - DateTimeOffset.UtcNow;
            return wait.TotalSeconds > 60 ? (TimeSpan?)null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }

        double factor;
        lock (Jitter)
        {
            factor = 0.5 + Jitter.NextDouble() / 2;
        }

        return TimeSpan.FromSeconds(Math.Min(8, 0.5 * Math.Pow(2, Math.Min(attempt, 10))) * factor);
    }

    /// <summary>A URL and headers with credentials in them.</summary>
    private sealed class Prepared
    {
        public Prepared(string url, Dictionary<string, string> headers)
        {
            Url = url;
            Headers = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        }

        public string Url { get; private set; }

        public Dictionary<string, string> Headers { get; }

        public bool IsRenewable { get; set; }

        /// <summary>Headers that no other origin may see.</summary>
        public HashSet<string> Secret { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "authorization",
            "cookie",
            "proxy-authorization",
        };

        public void Add(Scheme scheme, string value)
        {
            if (scheme.Place == "query")
            {
                Url += (Url.IndexOf('?') >= 0 ? "&" : "?") + Call.Field(scheme.Param, value);
            }
            else if (scheme.Place == "cookie")
            {
                var own = Call.Field(scheme.Param, value);
                Headers["cookie"] = Headers.ContainsKey("cookie") ? Headers["cookie"] + "; " + own : own;
            }
            else
            {
                Secret.Add(scheme.Param);
                if (!Headers.ContainsKey(scheme.Param))
                {
                    Headers[scheme.Param] = Call.Checked(scheme.Param, value);
                }
            }
        }
    }
}
`;

/** File name to text. */
export const CSHARP_HTTP_RUNTIME: ReadonlyMap<string, string> = new Map([
  ['Call', CALL],
  ['Http', HTTP],
]);
