// From a call to its answer: credentials, attempts, redirects. `__root__` stands for the namespace of the SDK; the texts are the files.

export const HTTP_ATTEMPTS = `using System;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>Sends a request until it is answered: which failures are tried again, and after how long.</summary>
internal sealed partial class Http
{
    private static readonly int[] Retried = { 408, 429, 500, 502, 503, 504 };
    private static readonly int[] Redirects = { 301, 302, 303, 307, 308 };
    private static readonly Random Jitter = new Random();

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
}
`;

export const HTTP_PREPARING = `using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>Headers and credentials of a request.</summary>
internal sealed partial class Http
{
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

export const HTTP_REDIRECTS = `using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

/// <summary>Redirects, each with the credentials that its origin may see.</summary>
internal sealed partial class Http
{
    public static bool IsSameOrigin(Uri one, Uri other)
    {
        return one.Scheme == other.Scheme
            && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase)
            && one.Port == other.Port;
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
}
`;
