// What users of a Java SDK see of its runtime besides the client: options, errors, transport, pages and streams.
// `__package__` stands for the package of the SDK. The texts are the files.

const MOCKOPS = `import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the virtual system should assume for these requests; sent as headers, which real services
 * ignore. Null leaves a header out.
 *
 * @param session isolates state: requests of one session see only its own changes
 * @param ciRun attributes the requests to a CI run, for coverage
 */
public record MockOps(String session, String persona, String scenario, String ciRun) {
  public static MockOps none() {
    return new MockOps(null, null, null, null);
  }

  public static MockOps inSession(String session) {
    return none().withSession(session);
  }

  public MockOps withSession(String name) {
    return new MockOps(name, persona, scenario, ciRun);
  }

  public MockOps withPersona(String name) {
    return new MockOps(session, name, scenario, ciRun);
  }

  public MockOps withScenario(String name) {
    return new MockOps(session, persona, name, ciRun);
  }

  public MockOps withCiRun(String name) {
    return new MockOps(session, persona, scenario, name);
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (session != null) headers.put("mockops-session", session);
    if (persona != null) headers.put("mockops-persona", persona);
    if (scenario != null) headers.put("mockops-scenario", scenario);
    if (ciRun != null) headers.put("mockops-ci-run", ciRun);
    return headers;
  }
}
`;

const REQUEST_OPTIONS = `import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** For one call: more headers, other limits, who asks. What is not set is the client's. */
public final class RequestOptions {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Duration timeout;
  private Integer maxRetries;
  private MockOps mockops = MockOps.none();
  private String idempotencyKey;

  public RequestOptions header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** For one attempt including its body; {@link Duration#ZERO} means no limit. */
  public RequestOptions timeout(Duration limit) {
    timeout = limit;
    return this;
  }

  public RequestOptions maxRetries(int times) {
    maxRetries = times;
    return this;
  }

  public RequestOptions mockops(MockOps assumed) {
    mockops = assumed;
    return this;
  }

  /** For operations with an idempotency header; by default each call has a key of its own. */
  public RequestOptions idempotencyKey(String key) {
    idempotencyKey = key;
    return this;
  }

  Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }

  Duration timeoutOr(Duration usual) {
    return timeout == null ? usual : timeout;
  }

  int maxRetriesOr(int usual) {
    return maxRetries == null ? usual : maxRetries;
  }

  MockOps mockops() {
    return mockops;
  }

  String idempotencyKey() {
    return idempotencyKey;
  }
}
`;

const API_EXCEPTION = `import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer that is not a success. */
public class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, List<String>> headers;
  private final String text;
  private final transient Object body;

  public ApiException(
      String message, int status, Map<String, List<String>> headers, String text, Object body) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.text = text;
    this.body = body;
  }

  public int status() {
    return status;
  }

  /** By lower-case name. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
        .findFirst();
  }

  public Optional<String> requestId() {
    return header("x-request-id").or(() -> header("request-id"));
  }

  /** The body as it came. */
  public String text() {
    return text;
  }

  /** The documented model where the body fits it, else a {@link JsonNode}, else the text. */
  public Object body() {
    return body;
  }

  /** The body as the model that the contract documents for this status. */
  public <T> Optional<T> body(Class<T> type) {
    return type.isInstance(body) ? Optional.of(type.cast(body)) : Optional.empty();
  }
}
`;

const TRANSPORT_EXCEPTION = `/** No usable answer: not reachable, too slow, interrupted, or not what it says it is. */
public class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TransportException(String message) {
    super(message);
  }

  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
`;

const TRANSPORT = `import __package__.models.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How requests are sent. Another one can stand in for the network in a test. */
@FunctionalInterface
public interface Transport {
  /**
   * A request as it goes out.
   *
   * @param headers by lower-case name
   * @param body null when there is none
   * @param timeout zero means no limit
   * @param streaming the answer's body is read while it comes, and the timeout ends with its headers
   */
  record Request(
      String method,
      URI url,
      Map<String, String> headers,
      Upload body,
      Duration timeout,
      boolean streaming) {}

  /**
   * An answer.
   *
   * @param headers by lower-case name
   */
  record Response(int status, Map<String, List<String>> headers, InputStream body) {}

  /** Sends once; follows no redirect. */
  Response send(Request request) throws IOException, InterruptedException;
}
`;

const JDK_TRANSPORT = `import __package__.models.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests over java.net.http. */
public final class JdkTransport implements Transport {
  private final HttpClient client;

  public JdkTransport() {
    this(HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build());
  }

  /** Over a client with its own proxy, TLS context or executor; it should follow no redirects. */
  public JdkTransport(HttpClient client) {
    this.client = client;
  }

  @Override
  public Response send(Request request) throws IOException, InterruptedException {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.url());
    builder.method(request.method(), publisher(request.body()));
    request.headers().forEach(builder::setHeader);
    // Without TLS, HTTP/2 would be asked for by an upgrade, which not every server understands.
    if ("http".equals(request.url().getScheme())) builder.version(HttpClient.Version.HTTP_1_1);
    if (request.streaming()) {
      HttpResponse<InputStream> response =
          await(builder.build(), BodyHandlers.ofInputStream(), request);
      return new Response(response.statusCode(), headersOf(response), response.body());
    }
    HttpResponse<byte[]> response = await(builder.build(), BodyHandlers.ofByteArray(), request);
    InputStream body = new ByteArrayInputStream(response.body());
    return new Response(response.statusCode(), headersOf(response), body);
  }

  private <T> HttpResponse<T> await(HttpRequest http, BodyHandler<T> handler, Request request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> future = client.sendAsync(http, handler);
    try {
      long limit = request.timeout().toMillis();
      return limit <= 0 ? future.get() : future.get(limit, TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      future.cancel(true);
      throw new HttpTimeoutException("no answer within " + request.timeout().toMillis() + " ms");
    } catch (InterruptedException stopped) {
      future.cancel(true);
      throw stopped;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof UncheckedIOException) throw ((UncheckedIOException) cause).getCause();
      throw cause instanceof IOException ? (IOException) cause : new IOException(cause);
    }
  }

  private static BodyPublisher publisher(Upload body) {
    if (body == null) return BodyPublishers.noBody();
    if (body.inMemory().isPresent()) return BodyPublishers.ofByteArray(body.inMemory().get());
    BodyPublisher stream =
        BodyPublishers.ofInputStream(
            () -> {
              try {
                return body.open();
              } catch (IOException cause) {
                throw new UncheckedIOException(cause);
              }
            });
    long size = body.size().orElse(-1);
    return size > 0 ? BodyPublishers.fromPublisher(stream, size) : stream;
  }

  private static Map<String, List<String>> headersOf(HttpResponse<?> response) {
    Map<String, List<String>> headers = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    return headers;
  }
}
`;

const TOKEN_SUPPLIER = `/** Supplies a credential for each request, so that it can be renewed. */
@FunctionalInterface
public interface TokenSupplier {
  /**
   * The credential.
   *
   * @param refresh true when the server has just refused the last one
   */
  String token(boolean refresh) throws Exception;
}
`;

const PAGE = `import java.util.List;

/**
 * One page of a list.
 *
 * @param value the whole answer
 */
public record Page<I, R>(List<I> items, R value) {}
`;

const PAGED = `import com.fasterxml.jackson.databind.JsonNode;
import __package__.models.DecodeException;
import __package__.models.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All items of a list over its pages; the next page is asked for only when it is needed. */
public final class Paged<I, R> implements Iterable<I> {
  /** How an answer leads to the call for the next page; null when there is none. */
  @FunctionalInterface
  interface Next {
    Call after(Call call, JsonNode answer, Http.Answer response, int items);
  }

  private final Http http;
  private final Call first;
  private final RequestOptions options;
  private final Json.Reader<R> reader;
  private final Json.Reader<I> itemReader;
  private final List<String> items;
  private final Next next;

  Paged(
      Http http,
      Call first,
      RequestOptions options,
      Json.Reader<R> reader,
      Json.Reader<I> itemReader,
      List<String> items,
      Next next) {
    this.http = http;
    this.first = first;
    this.options = options;
    this.reader = reader;
    this.itemReader = itemReader;
    this.items = items;
    this.next = next;
  }

  public Stream<I> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<I> iterator() {
    Iterator<Page<I, R>> pages = pages().iterator();
    return new Iterator<>() {
      private Iterator<I> current = List.<I>of().iterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && pages.hasNext()) current = pages.next().items().iterator();
        return current.hasNext();
      }

      @Override
      public I next() {
        if (!hasNext()) throw new NoSuchElementException();
        return current.next();
      }
    };
  }

  /** The same page by page. */
  public Iterable<Page<I, R>> pages() {
    return Pages::new;
  }

  private final class Pages implements Iterator<Page<I, R>> {
    private final Set<String> asked = new HashSet<>();
    private Supplier<Call> following = () -> first;
    private Page<I, R> ready;

    @Override
    public boolean hasNext() {
      if (ready != null) return true;
      Call call = following.get();
      // A cursor that comes again would never end.
      if (call == null || !asked.add(call.target())) {
        following = () -> null;
        return false;
      }
      ready = fetch(call);
      return true;
    }

    @Override
    public Page<I, R> next() {
      if (!hasNext()) throw new NoSuchElementException();
      Page<I, R> page = ready;
      ready = null;
      return page;
    }

    private Page<I, R> fetch(Call call) {
      Http.Answer answer = http.answer(call, options);
      JsonNode json = http.parse(call, answer);
      try {
        R value = reader.read(json, "body");
        List<I> found = new ArrayList<>();
        JsonNode list = at(json, items);
        if (list.isArray()) {
          for (JsonNode item : list) found.add(itemReader.read(item, "item " + found.size()));
        }
        int count = found.size();
        following = () -> count == 0 ? null : next.after(call, json, answer, count);
        return new Page<>(List.copyOf(found), value);
      } catch (DecodeException wrong) {
        throw http.undecodable(call, answer.status(), wrong);
      }
    }
  }

  private static JsonNode at(JsonNode node, List<String> path) {
    JsonNode found = node;
    for (String name : path) found = found.path(name);
    return found;
  }

  private static String textAt(JsonNode node, List<String> path) {
    JsonNode found = at(node, path);
    return found.isValueNode() && !found.isNull() ? found.asText() : "";
  }

  private static boolean says(JsonNode answer, List<String> more) {
    return more.isEmpty() || at(answer, more).asBoolean(true);
  }

  /** The answer holds the cursor. */
  static Next cursor(String param, List<String> cursor, List<String> more) {
    return (call, answer, response, count) -> {
      String text = textAt(answer, cursor);
      return text.isEmpty() || !says(answer, more) ? null : call.withQuery(param, text);
    };
  }

  /** The last item holds the cursor. */
  static Next lastItem(String param, String field, List<String> items, List<String> more) {
    return (call, answer, response, count) -> {
      String text = textAt(at(answer, items).path(count - 1), List.of(field));
      return text.isEmpty() || !says(answer, more) ? null : call.withQuery(param, text);
    };
  }

  /** The caller counts pages (a step of 1) or items (a step of 0: as many as came). */
  static Next count(String param, long start, int step) {
    return (call, answer, response, count) ->
        call.withQuery(
            param,
            String.valueOf(call.queryNumber(param, start) + (step == 0 ? count : step)));
  }

  /** The answer, or its Link header, holds the URL of the next page. */
  static Next url(List<String> next) {
    return (call, answer, response, count) -> {
      String text = next.isEmpty() ? Http.nextLink(response) : textAt(answer, next);
      return text.isEmpty() ? null : call.withUrl(response.url(), text);
    };
  }
}
`;

const STREAMED = String.raw`import __package__.models.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Items that a server sends one after the other. Close it to leave early. */
public final class Streamed<T> implements Iterator<T>, AutoCloseable {
  /** The text of the next item, null at the end. */
  @FunctionalInterface
  private interface Source {
    String next() throws IOException;
  }

  private final BufferedReader reader;
  private final Source source;
  private final Json.Reader<T> item;
  private final boolean text;
  private T ready;
  private boolean ended;

  /** With text, an item that is not JSON is taken as it is. */
  Streamed(InputStream body, boolean events, Json.Reader<T> item, boolean text) {
    this.reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    this.source = events ? this::nextEvent : this::nextLine;
    this.item = item;
    this.text = text;
  }

  public Stream<T> stream() {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, 0), false)
        .onClose(this::close);
  }

  @Override
  public boolean hasNext() {
    if (ready != null) return true;
    if (ended) return false;
    try {
      String found = source.next();
      if (found == null) {
        close();
        return false;
      }
      ready = item.read(text ? Json.write(found) : Json.parse(found), "item");
      return true;
    } catch (IOException cause) {
      close();
      throw new TransportException("the stream broke off before its end", cause);
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  @Override
  public T next() {
    if (!hasNext()) throw new NoSuchElementException();
    T value = ready;
    ready = null;
    return value;
  }

  @Override
  public void close() {
    ended = true;
    try {
      reader.close();
    } catch (IOException cause) {
      // It is over either way.
    }
  }

  private String nextLine() throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isBlank()) return line;
    }
    return null;
  }

  private String nextEvent() throws IOException {
    StringBuilder data = null;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("\uFEFF")) line = line.substring(1);
      if (line.isEmpty()) {
        if (data == null) continue;
        return ended(data);
      }
      String value = dataOf(line);
      if (value == null) continue;
      data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
    }
    return data == null ? null : ended(data);
  }

  private static String ended(StringBuilder data) {
    return "[DONE]".contentEquals(data) ? null : data.toString();
  }

  private static String dataOf(String line) {
    if (line.equals("data")) return "";
    if (!line.startsWith("data:")) return null;
    return line.startsWith("data: ") ? line.substring(6) : line.substring(5);
  }
}
`;

/** Class name to text, without package line. */
export const JAVA_API_RUNTIME: ReadonlyMap<string, string> = new Map([
  ['ApiException', API_EXCEPTION],
  ['JdkTransport', JDK_TRANSPORT],
  ['MockOps', MOCKOPS],
  ['Page', PAGE],
  ['Paged', PAGED],
  ['RequestOptions', REQUEST_OPTIONS],
  ['Streamed', STREAMED],
  ['TokenSupplier', TOKEN_SUPPLIER],
  ['Transport', TRANSPORT],
  ['TransportException', TRANSPORT_EXCEPTION],
]);
