// Makes every call of the torture contract; what it must see is in ../../conformance/README.md. One argument: the base URL.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using TortureClient;
using TortureClient.Models;

public static class Conformance
{
    private static string url = "";

    public static int Main(string[] args)
    {
        url = args[0];
        RunAsync().GetAwaiter().GetResult();
        Console.WriteLine("conforms");
        return 0;
    }

    private static async Task RunAsync()
    {
        using (var client = new Client(new ClientOptions
        {
            BaseUrl = url,
            HeaderKey = "k-1",
            QueryKey = "q 1",
            CookieKey = "c-1",
            Login = Credential.Basic("ann", "s3crét"),
            Token = Credential.From(refresh => refresh ? "fresh" : "stale"),
            MockOps = new MockOps { Session = "s-1", Persona = "p", Scenario = "s", CiRun = "r" },
        }))
        {
            await ParametersAsync(client.Parameters);
            await BodiesAsync(client.Bodies);
            await CredentialsAsync(client.Auth);
            await FailuresAsync(client.Errors);
            await RetriesAsync(client.Retries);
            await PagesAsync(client.Pages);
            await StreamsAsync(client.Streams);
            await SessionsAsync(client);
            await HooksAsync();
        }
    }

    private static void Same(object? found, object? wanted)
    {
        if (!Equals(found, wanted))
        {
            throw new Exception("expected " + wanted + ", found " + found);
        }
    }

    private static async Task<TError> ThrownAsync<TError>(Func<Task> work)
        where TError : Exception
    {
        try
        {
            await work();
        }
        catch (TError error)
        {
            return error;
        }

        throw new Exception("expected " + typeof(TError) + ", found nothing");
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items, int most = 1000)
    {
        var list = new List<T>();
        await AddAsync(list, items, most);
        return list;
    }

    /// <summary>What `await foreach` means, which mono's compiler does not know.</summary>
    private static async Task AddAsync<T>(List<T> list, IAsyncEnumerable<T> items, int most = 1000)
    {
        var enumerator = items.GetAsyncEnumerator();
        Exception? failure = null;
        try
        {
            while (list.Count < most && await enumerator.MoveNextAsync())
            {
                list.Add(enumerator.Current);
            }
        }
        catch (Exception error)
        {
            failure = error;
        }

        await enumerator.DisposeAsync();
        if (failure != null)
        {
            throw failure;
        }
    }

    private static async Task<string> IdsAsync(IAsyncEnumerable<Item> items, int most = 1000)
    {
        return string.Join(" ", (await ListAsync(items, most)).Select(item => item.Id));
    }

    private static Point Point()
    {
        return new Point { X = 1, Y = 2 };
    }

    private static async Task ParametersAsync(ParametersApi api)
    {
        var matrix = new List<string> { "x y", "z" };
        var list = new List<long> { 1, 2 };
        Same((await api.PathStylesAsync("a/b ü", 5, matrix, list, Point())).Ok, true);
        foreach (var refused in new[] { "..", "" })
        {
            await ThrownAsync<ArgumentException>(async () => await api.PathStylesAsync(refused, 5, matrix, list, Point()));
        }

        var done = await api.QueryStylesAsync(
            "ä &=+/?#",
            tags: new List<string> { "a", "b,c" },
            ids: new List<long> { 1, 2, 3 },
            words: new List<string> { "one", "two" },
            pipes: new List<string> { "a", "b" },
            filter: new QueryStylesFilter { Min = 3, City = "Köln" },
            point: Point(),
            where: Point(),
            reserved: "a/b:c?d=e,f",
            flag: true,
            ratio: 0.5,
            big: 9007199254740993L,
            on: new DateOnly(2026, 3, 1),
            at: new DateTimeOffset(2026, 3, 1, 10, 20, 30, TimeSpan.Zero),
            status: new Status("archived"),
            oddName: "1");
        Same(done.Ok, true);
        done = await api.HeaderStylesAsync("plain, text", xList: list, xPoint: Point(), xFlag: true);
        Same(done.Ok, true);
        await ThrownAsync<ArgumentException>(async () => await api.HeaderStylesAsync("a\r\nb"));
        Same((await api.CookieStylesAsync(theme: "dark blue", sizes: list)).Ok, true);
    }

    private static async Task BodiesAsync(BodiesApi api)
    {
        var sent = new Thing
        {
            Name = "tea",
            Note = null,
            Status = Status.Active,
            Shape = new Circle { Radius = 1.5 },
            Count = 9007199254740993L,
            Total = long.MaxValue,
            Price = 3.5,
            At = new DateTimeOffset(2026, 3, 1, 10, 20, 30, TimeSpan.Zero),
            On = new DateOnly(2026, 3, 1),
            Data = Encoding.UTF8.GetBytes("hello"),
            Labels = new Dictionary<string, string> { { "a", "b" } },
            Free = JsonDocument.Parse("{\"any\":[1,\"x\",null]}").RootElement,
            Value = "text",
            KebabName = "k",
            Class = "c",
        };
        Same(sent.Nick.IsPresent, false);
        Same((await api.SendThingAsync(sent)).Name, "Größe");
        var thing = await api.ReadThingAsync();
        Same(thing.Status, new Status("archived"));
        Same(thing.Nick, new Optional<string?>(null));
        Same(thing.Count, 9007199254740993L);
        Same(thing.Total, long.MaxValue);
        Same(thing.Shape.Value is JsonElement, true);
        Same(thing.More![1].Value is Square, true);
        await api.ReturnThingAsync(thing);
        await api.ReturnThingAsync(Thing.FromJson(thing.ToJson()));
        Same(await api.SendOptionalAsync(), null);
        Same((await api.SendOptionalAsync(Point()))!.Ok, true);
        var form = new SendFormBody
        {
            Amount = 5,
            Expand = new List<string> { "a", "b" },
            Tags = new List<string> { "x", "y" },
            Card = new SendFormBodyCard { Number = "1&2", Name = "N M" },
        };
        Same((await api.SendFormAsync(form)).Ok, true);
        var parts = new SendMultipartBody
        {
            File = Upload.Of("hello").WithName("tea.txt").WithType("text/plain"),
            Note = "grüße",
            Point = Point(),
            Pages = new List<Upload> { Upload.Of("one"), Upload.Of(new MemoryStream(Encoding.UTF8.GetBytes("two"))) },
        };
        Same((await api.SendMultipartAsync(parts)).Ok, true);
        Same(await api.SendTextAsync("grüße"), "GRÜSSE");
        var bytes = new byte[] { 0, 1, 127, 128, 255, 13, 10 };
        Same(Convert.ToBase64String(await api.SendBinaryAsync(Upload.Of(bytes))), Convert.ToBase64String(bytes));
        var read = await api.SendBinaryAsync(Upload.Of(new MemoryStream(bytes)));
        Same(Convert.ToBase64String(read), Convert.ToBase64String(bytes));
    }

    private static async Task CredentialsAsync(AuthApi api)
    {
        Same((await api.AuthHeaderKeyAsync()).Ok, true);
        Same((await api.AuthQueryKeyAsync()).Ok, true);
        Same((await api.AuthCookieKeyAsync()).Ok, true);
        Same((await api.AuthBasicAsync()).Ok, true);
        Same((await api.AuthBearerAsync()).Ok, true);
        Same((await api.AuthBothAsync()).Ok, true);
        Same((await api.AuthEitherAsync()).Ok, true);
        Same((await api.AuthNoneAsync()).Ok, true);
    }

    private static async Task FailuresAsync(ErrorsApi api)
    {
        var missing = await ThrownAsync<ApiException>(async () => await api.FailAsync(404));
        Same(missing.Status, 404);
        Same(missing.RequestId, "req-404");
        Same(((Missing)missing.Body!).Code, "missing");
        Same(((Problem)(await ThrownAsync<ApiException>(async () => await api.FailAsync(422))).Body!).Title, "wrong");
        Same((await ThrownAsync<ApiException>(async () => await api.FailAsync(418))).Body, "a teapot");
        Same(((Fault)(await ThrownAsync<ApiException>(async () => await api.FailAsync(501))).Body!).FaultValue, "not made");
        var wrong = await ThrownAsync<TransportException>(async () => await api.NotJsonAsync());
        Same(wrong.Message.Contains("GET /errors/not-json") && wrong.Message.Contains("200"), true);
    }

    private static async Task RetriesAsync(RetriesApi api)
    {
        Same((await api.FlakyAsync()).AttemptsValue, 3L);
        Same((await api.HangUpAsync()).AttemptsValue, 2L);
        Same((await ThrownAsync<ApiException>(async () => await api.RetryTooLateAsync())).Status, 429);
        Same((await ThrownAsync<ApiException>(async () => await api.CreateOnceAsync(Point()))).Status, 503);
        Same((await api.CreateSafelyAsync(Point())).AttemptsValue, 2L);
        var hurried = new RequestOptions { Timeout = TimeSpan.FromMilliseconds(200), MaxRetries = 0 };
        await ThrownAsync<TransportException>(async () => await api.SlowAsync(hurried));
        using (var source = new CancellationTokenSource(100))
        {
            var token = source.Token;
            await ThrownAsync<OperationCanceledException>(async () => await api.SlowAsync(null, token));
        }

        Same((await api.RedirectsAsync(3)).AttemptsValue > 0, true);
        Same((await api.RedirectsAsync(100)).AttemptsValue > 0, true);
        Same((await ThrownAsync<ApiException>(async () => await api.RedirectsAsync(200))).Status, 302);
    }

    private static async Task PagesAsync(PagesApi api)
    {
        Same(await IdsAsync(api.ListByCursorPagedAsync(limit: 2)), "1 2 3 4 5");
        var pages = await ListAsync(api.ListByCursorPagedAsync(limit: 2).Pages);
        Same(string.Join(" ", pages.Select(page => page.Items.Count)), "2 2 1");
        Same(await IdsAsync(api.ListAfterPagedAsync()), "1 2 3");
        Same(await IdsAsync(api.ListByNumberPagedAsync(perPage: 2)), "1 2 3 4");
        Same(await IdsAsync(api.ListByOffsetPagedAsync(limit: 2)), "1 2 3 4");
        Same(await IdsAsync(api.ListByLinkPagedAsync()), "1 2 3");
        Same(await IdsAsync(api.ListByUrlPagedAsync()), "1 2 3 4");
        var seen = new List<Item>();
        await ThrownAsync<TransportException>(async () => await AddAsync(seen, api.ListByUrlPagedAsync(only: "foreign")));
        Same(string.Join(" ", seen.Select(item => item.Id)), "1");
    }

    private static async Task StreamsAsync(StreamsApi api)
    {
        var events = await ListAsync(api.ReadEventsAsync());
        Same(string.Join(" ", events.Select(item => item.Id)), "1 2 3");
        Same(events[2].Text, "ü");
        Same(await IdsAsync(api.ReadEndlessAsync(), 2), "1 2");
        Same(await IdsAsync(api.ReadLinesAsync()), "1 2 3");
        Same((await api.ChatAsync(new Prompt { PromptValue = "hi" })).Text, "hello");
        Same(await IdsAsync(api.ChatStreamAsync(new Prompt { PromptValue = "hi", Stream = true })), "1 2 3");
        var whole = await api.DownloadAsync();
        Same(whole.Length, 300000);
        var read = 0;
        using (var stream = await api.DownloadStreamAsync())
        {
            for (var unit = stream.ReadByte(); unit >= 0; unit = stream.ReadByte(), read++)
            {
                if (unit != read % 251 || whole[read] != unit)
                {
                    throw new Exception("byte " + read);
                }
            }
        }

        Same(read, 300000);
    }

    private static async Task SessionsAsync(Client client)
    {
        using (var plain = Client.ForVirtualSystem(url, "s-1"))
        {
            var seen = await plain.Session.ReadSessionAsync();
            Same(seen.Session, "s-1");
            Same(seen.ApiKey, null);
        }

        var options = new RequestOptions
        {
            MockOps = new MockOps { Persona = "q" },
            Headers = new Dictionary<string, string> { { "X-Extra", "extra" } },
        };
        var given = await client.Session.ReadSessionAsync(options);
        Same(string.Join(" ", given.Session, given.Persona, given.Scenario, given.CiRun, given.ApiKey), "s-1 q s r k-1");
        Same(given.Extra, "extra");
#pragma warning disable CS0618
        await client.OldWayAsync();
#pragma warning restore CS0618
    }

    /// <summary>A transport stands in for the network, and a date that is none is named with its place.</summary>
    private static async Task HooksAsync()
    {
        const string body = "{\"name\":\"n\",\"note\":null,\"status\":\"x\",\"shape\":{},\"on\":\"soon\"}";
        using (var faked = new Client(new ClientOptions
        {
            BaseUrl = "http://nowhere.invalid",
            Transport = (request, token) =>
                Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) }),
        }))
        {
            var wrong = await ThrownAsync<TransportException>(async () => await faked.Bodies.ReadThingAsync());
            Same(wrong.Message.Contains("GET /bodies/json") && wrong.Message.Contains("body.on"), true);
        }
    }
}
