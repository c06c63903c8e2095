// Lists that come in pages. `__root__` stands for the namespace of the SDK; the texts are the files.

export const PAGED = `using System.Collections.Generic;
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
`;

export const PAGE_SOURCE = `using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace __root__;

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
`;

export const PAGING = `using System.Text.Json;

namespace __root__;

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
