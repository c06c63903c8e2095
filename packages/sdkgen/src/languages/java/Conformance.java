// Makes every call of the torture contract; what it must see is in ../../conformance/README.md. One argument: the base URL.

import java.io.InputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import tortureclient.*;
import tortureclient.models.*;

public class Conformance {
  private static String url;
  private static Client client;

  public static void main(String[] args) throws Exception {
    url = args[0];
    client =
        builder().mockops(new MockOps("s-1", "p", "s", "r")).build();
    parameters();
    bodies();
    credentials();
    failures();
    retries();
    pages();
    streams();
    sessions();
    hooks();
    System.out.println("conforms");
  }

  private static Client.Builder builder() {
    return Client.builder()
        .baseUrl(url)
        .headerKey("k-1")
        .queryKey("q 1")
        .cookieKey("c-1")
        .login("ann", "s3crét")
        .token(refresh -> refresh ? "fresh" : "stale");
  }

  private static void same(Object found, Object wanted) {
    if (!found.equals(wanted)) throw new AssertionError("expected " + wanted + ", found " + found);
  }

  private static <E extends Throwable> E thrown(Class<E> type, Callable work) throws Exception {
    try {
      work.call();
    } catch (Throwable error) {
      if (type.isInstance(error)) return type.cast(error);
      throw new AssertionError("expected " + type + ", found " + error, error);
    }
    throw new AssertionError("expected " + type + ", found nothing");
  }

  private interface Callable {
    void call() throws Exception;
  }

  private static Point point() {
    return Point.builder().x(1).y(2).build();
  }

  private static void parameters() throws Exception {
    ParametersApi api = client.parameters();
    same(api.pathStyles("a/b ü", 5, List.of("x y", "z"), List.of(1L, 2L), point()).ok(), true);
    for (String refused : List.of("..", "")) {
      thrown(
          IllegalArgumentException.class,
          () -> api.pathStyles(refused, 5, List.of("z"), List.of(1L), point()));
    }
    ParametersApi.QueryStylesParams params =
        new ParametersApi.QueryStylesParams()
            .tags(List.of("a", "b,c"))
            .ids(List.of(1L, 2L, 3L))
            .words(List.of("one", "two"))
            .pipes(List.of("a", "b"))
            .filter(QueryStylesFilter.builder().min(3).city("Köln").build())
            .point(point())
            .where(point())
            .reserved("a/b:c?d=e,f")
            .flag(true)
            .ratio(0.5)
            .big(9007199254740993L)
            .on(LocalDate.of(2026, 3, 1))
            .at(OffsetDateTime.parse("2026-03-01T10:20:30Z"))
            .status(new Status("archived"))
            .oddName("1");
    same(api.queryStyles("ä &=+/?#", params).ok(), true);
    ParametersApi.HeaderStylesParams headers =
        new ParametersApi.HeaderStylesParams().xList(List.of(1L, 2L)).xPoint(point()).xFlag(true);
    same(api.headerStyles("plain, text", headers).ok(), true);
    thrown(IllegalArgumentException.class, () -> api.headerStyles("a\r\nb"));
    same(
        api.cookieStyles(
                new ParametersApi.CookieStylesParams().theme("dark blue").sizes(List.of(1L, 2L)))
            .ok(),
        true);
  }

  private static void bodies() throws Exception {
    BodiesApi api = client.bodies();
    Thing sent =
        Thing.builder()
            .name("tea")
            .note(null)
            .status(Status.ACTIVE)
            .shape(Circle.builder().radius(1.5).build())
            .count(9007199254740993L)
            .total(Long.MAX_VALUE)
            .price(3.5)
            .at(OffsetDateTime.parse("2026-03-01T10:20:30Z"))
            .on(LocalDate.of(2026, 3, 1))
            .data("hello".getBytes())
            .labels(Map.of("a", "b"))
            .free(Json.parse("{\"any\":[1,\"x\",null]}"))
            .value(new ThingValue.TextValue("text"))
            .kebabName("k")
            .class_("c")
            .build();
    same(api.sendThing(sent).name(), "Größe");
    Thing thing = api.readThing();
    same(thing.status(), new Status("archived"));
    same(thing.nick(), Field.ofNull());
    same(sent.nick(), Field.absent());
    same(thing.count(), Optional.of(9007199254740993L));
    same(thing.total(), Optional.of(Long.MAX_VALUE));
    same(thing.shape() instanceof Shape.Unknown, true);
    same(thing.more().get().get(1) instanceof Square, true);
    api.returnThing(thing);
    same(api.sendOptional(), Optional.empty());
    same(api.sendOptional(new BodiesApi.SendOptionalParams().body(point())).get().ok(), true);
    SendFormBody form =
        SendFormBody.builder()
            .amount(5)
            .expand(List.of("a", "b"))
            .tags(List.of("x", "y"))
            .card(SendFormBodyCard.builder().number("1&2").name("N M").build())
            .build();
    same(api.sendForm(form).ok(), true);
    SendMultipartBody parts =
        SendMultipartBody.builder()
            .file(Upload.of("hello").withName("tea.txt").withType("text/plain"))
            .note("grüße")
            .point(point())
            .pages(List.of(Upload.of("one"), Upload.of("two")))
            .build();
    same(api.sendMultipart(parts).ok(), true);
    same(api.sendText("grüße"), "GRÜSSE");
    byte[] bytes = {0, 1, 127, (byte) 128, (byte) 255, 13, 10};
    same(List.of(boxed(api.sendBinary(Upload.of(bytes)))), List.of(boxed(bytes)));
    InputStream stream = new java.io.ByteArrayInputStream(bytes);
    same(List.of(boxed(api.sendBinary(Upload.of(stream)))), List.of(boxed(bytes)));
  }

  private static Byte[] boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) boxed[index] = bytes[index];
    return boxed;
  }

  private static void credentials() {
    AuthApi api = client.auth();
    same(api.authHeaderKey().ok(), true);
    same(api.authQueryKey().ok(), true);
    same(api.authCookieKey().ok(), true);
    same(api.authBasic().ok(), true);
    same(api.authBearer().ok(), true);
    same(api.authBoth().ok(), true);
    same(api.authEither().ok(), true);
    same(api.authNone().ok(), true);
  }

  private static void failures() throws Exception {
    ErrorsApi api = client.errors();
    ApiException missing = thrown(ApiException.class, () -> api.fail(404));
    same(missing.status(), 404);
    same(missing.requestId(), Optional.of("req-404"));
    same(missing.body(Missing.class).get().code(), "missing");
    same(
        thrown(ApiException.class, () -> api.fail(422)).body(Problem.class).get().title(), "wrong");
    ApiException teapot = thrown(ApiException.class, () -> api.fail(418));
    same(teapot.body(), "a teapot");
    same(teapot.text(), "a teapot");
    same(
        thrown(ApiException.class, () -> api.fail(501)).body(Fault.class).get().fault(),
        "not made");
    String wrong = thrown(TransportException.class, api::notJson).getMessage();
    same(wrong.contains("GET /errors/not-json") && wrong.contains("200"), true);
  }

  private static void retries() throws Exception {
    RetriesApi api = client.retries();
    same(api.flaky().attempts(), 3L);
    same(api.hangUp().attempts(), 2L);
    same(thrown(ApiException.class, api::retryTooLate).status(), 429);
    same(thrown(ApiException.class, () -> api.createOnce(point())).status(), 503);
    same(api.createSafely(point()).attempts(), 2L);
    RequestOptions hurried = new RequestOptions().timeout(Duration.ofMillis(200)).maxRetries(0);
    thrown(TransportException.class, () -> api.slow(hurried));
    CompletableFuture<Attempts> future = api.slowAsync();
    Thread.sleep(100);
    same(future.cancel(true), true);
    thrown(CancellationException.class, future::get);
    same(api.redirects(3).attempts() > 0, true);
    same(api.redirects(100).attempts() > 0, true);
    same(thrown(ApiException.class, () -> api.redirects(200)).status(), 302);
  }

  private static List<String> ids(Iterable<Item> items) {
    List<String> ids = new ArrayList<>();
    for (Item item : items) ids.add(item.id());
    return ids;
  }

  private static void pages() throws Exception {
    PagesApi api = client.pages();
    PagesApi.ListByCursorParams two = new PagesApi.ListByCursorParams().limit(2);
    same(ids(api.listByCursorPaged(two)), List.of("1", "2", "3", "4", "5"));
    List<Integer> sizes = new ArrayList<>();
    api.listByCursorPaged(two).pages().forEach(page -> sizes.add(page.items().size()));
    same(sizes, List.of(2, 2, 1));
    same(ids(api.listAfterPaged()), List.of("1", "2", "3"));
    List<String> four = List.of("1", "2", "3", "4");
    same(ids(api.listByNumberPaged(new PagesApi.ListByNumberParams().perPage(2))), four);
    same(ids(api.listByOffsetPaged(new PagesApi.ListByOffsetParams().limit(2))), four);
    same(ids(api.listByLinkPaged()), List.of("1", "2", "3"));
    same(ids(api.listByUrlPaged()), four);
    List<String> seen = new ArrayList<>();
    thrown(
        TransportException.class,
        () ->
            api.listByUrlPaged(new PagesApi.ListByUrlParams().only("foreign"))
                .forEach(item -> seen.add(item.id())));
    same(seen, List.of("1"));
  }

  private static void streams() throws Exception {
    StreamsApi api = client.streams();
    try (Streamed<Item> events = api.readEvents()) {
      List<Item> items = events.stream().toList();
      same(ids(items), List.of("1", "2", "3"));
      same(items.get(2).text(), Optional.of("ü"));
    }
    try (Streamed<Item> endless = api.readEndless()) {
      same(endless.next().id() + endless.next().id(), "12");
    }
    try (Streamed<Item> lines = api.readLines()) {
      same(ids(lines.stream().toList()), List.of("1", "2", "3"));
    }
    same(api.chat(Prompt.builder().prompt("hi").build()).text(), Optional.of("hello"));
    try (Streamed<Item> pieces = api.chatStream(Prompt.builder().prompt("hi").stream(true).build())) {
      same(ids(pieces.stream().toList()), List.of("1", "2", "3"));
    }
    byte[] whole = api.download();
    same(whole.length, 300_000);
    int read = 0;
    try (InputStream stream = api.downloadStream()) {
      for (int unit = stream.read(); unit >= 0; unit = stream.read(), read++) {
        if (unit != read % 251 || (whole[read] & 0xff) != unit) throw new AssertionError("byte " + read);
      }
    }
    same(read, 300_000);
  }

  private static void sessions() throws Exception {
    Seen seen = Client.forVirtualSystem(url, "s-1").session().readSession();
    same(seen.session(), Optional.of("s-1"));
    same(seen.apiKey(), Optional.empty());
    RequestOptions options =
        new RequestOptions().mockops(MockOps.none().withPersona("q")).header("X-Extra", "extra");
    Seen given = client.session().readSession(options);
    same(
        List.of(given.session(), given.persona(), given.scenario(), given.ciRun(), given.apiKey()),
        List.of(Optional.of("s-1"), Optional.of("q"), Optional.of("s"), Optional.of("r"), Optional.of("k-1")));
    same(given.extra(), Optional.of("extra"));
    @SuppressWarnings("deprecation")
    Callable old = () -> client.oldWay();
    old.call();
  }

  /** A transport stands in for the network, and a date that is none is named with its place. */
  private static void hooks() throws Exception {
    Transport transport =
        request ->
            new Transport.Response(
                200,
                Map.of(),
                new java.io.ByteArrayInputStream(
                    "{\"name\":\"n\",\"note\":null,\"status\":\"x\",\"shape\":{},\"on\":\"soon\"}".getBytes()));
    Client faked = Client.builder().baseUrl("http://nowhere.invalid").transport(transport).build();
    String wrong = thrown(TransportException.class, () -> faked.bodies().readThing()).getMessage();
    same(wrong.contains("GET /bodies/json") && wrong.contains("body.on"), true);
    thrown(ExecutionException.class, () -> faked.bodies().readThingAsync().get());
  }
}
