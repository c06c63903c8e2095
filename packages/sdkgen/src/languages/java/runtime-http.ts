// The core of a Java SDK's runtime: a request in the making (`Call`), and its way to an answer (`Http`): credentials,
// redirects, retries, errors. Package-private in the SDK. `__package__` stands for the package. The texts are the files.

const CALL = String.raw`import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import __package__.models.Json;
import __package__.models.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** One request in the making. Absent values are left out. */
final class Call {
  private record Pair(String name, String encoded) {}

  final String method;
  final boolean repeatable;
  private String path;
  private final String template;
  private List<Pair> query = new ArrayList<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<String> cookies = new ArrayList<>();
  private final Map<String, Json.Reader<?>> errors = new LinkedHashMap<>();
  private String[][] auth;
  private String idempotencyHeader;
  private Upload body;
  private URI url;

  Call(String method, String path, boolean repeatable) {
    this.method = method;
    this.path = path;
    this.template = path;
    this.repeatable = repeatable;
  }

  private Call(Call other) {
    this(other.method, other.template, other.repeatable);
    path = other.path;
    query = new ArrayList<>(other.query);
    headers.putAll(other.headers);
    cookies.addAll(other.cookies);
    errors.putAll(other.errors);
    auth = other.auth;
    idempotencyHeader = other.idempotencyHeader;
    body = other.body;
    url = other.url;
  }

  Call path(String name, Object value, String style, boolean explode) {
    List<String> items = new ArrayList<>();
    for (String item : flat(Json.write(value), explode)) items.add(item);
    if (items.isEmpty() || items.contains("") || items.contains(".") || items.contains("..")) {
      throw new IllegalArgumentException(
          "path parameter \"" + name + "\" of " + template + " must not be empty, \".\" or \"..\"");
    }
    items.replaceAll(item -> encodeItem(item, explode && Json.write(value).isObject()));
    String matrix = ";" + encode(name) + "=";
    boolean named = explode && Json.write(value).isObject();
    String step = named ? ";" : matrix;
    String prefix = style.equals("label") ? "." : style.equals("matrix") ? step : "";
    String separator =
        !explode || style.equals("simple") ? "," : style.equals("label") ? "." : step;
    path = path.replace("{" + name + "}", prefix + String.join(separator, items));
    return this;
  }

  Call query(String name, Object value, String style, boolean explode, boolean reserved) {
    query.addAll(pairs(name, value, style, explode, reserved));
    return this;
  }

  /** A parameter whose value is a JSON document in one text. */
  static String document(Object value) {
    return value == null ? null : Json.format(Json.write(value));
  }

  Call header(String name, Object value, boolean explode) {
    if (value != null) headers.put(name, String.join(",", flat(Json.write(value), explode)));
    return this;
  }

  Call cookie(String name, Object value, boolean explode) {
    if (value == null) return this;
    JsonNode json = Json.write(value);
    if (explode && json.isContainerNode()) {
      for (Pair pair : pairs(name, json, "form", true, false)) {
        cookies.add(pair.name() + "=" + pair.encoded());
      }
      return this;
    }
    List<String> items = new ArrayList<>();
    for (String item : flat(json, false)) items.add(encode(item));
    cookies.add(name + "=" + String.join(",", items));
    return this;
  }

  Call json(Object value, String mediaType) {
    if (value == null) return this;
    return content(Upload.of(Json.format(Json.write(value))), mediaType);
  }

  Call text(String value, String mediaType) {
    return value == null ? this : content(Upload.of(value), mediaType);
  }

  Call binary(Upload value, String mediaType) {
    return value == null ? this : content(value, value.type().orElse(mediaType));
  }

  /**
   * Every encoding is name, style or "json", explode, reserved; other fields are form, objects
   * deepObject.
   */
  Call form(Object value, String[]... encodings) {
    if (value == null) return this;
    List<String> fields = new ArrayList<>();
    Json.write(value)
        .fields()
        .forEachRemaining(
            entry -> {
              String[] encoding = find(encodings, entry.getKey());
              boolean object = entry.getValue().isObject();
              String style = encoding == null ? (object ? "deepObject" : "form") : encoding[1];
              boolean explode = encoding == null || encoding[2].equals("true");
              boolean reserved = encoding != null && encoding[3].equals("true");
              Object item = style.equals("json") ? document(entry.getValue()) : entry.getValue();
              for (Pair pair : pairs(entry.getKey(), item, style, explode, reserved)) {
                fields.add(pair.name() + "=" + pair.encoded());
              }
            });
    return content(Upload.of(String.join("&", fields)), "application/x-www-form-urlencoded");
  }

  /** Every type is "name", "media type". */
  Call multipart(Object value, String[]... types) {
    if (value == null) return this;
    String boundary = UUID.randomUUID().toString();
    List<Upload> chunks = new ArrayList<>();
    Json.write(value)
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode item = entry.getValue();
              String[] typed = find(types, entry.getKey());
              String type = typed == null ? null : typed[1];
              boolean json = type != null && type.matches("(?i).*[/+]json\\b.*");
              boolean whole = json || !item.isArray();
              for (JsonNode part : whole ? List.of(item) : item) {
                addPart(chunks, boundary, entry.getKey(), part, type);
              }
            });
    chunks.add(Upload.of("--" + boundary + "--\r\n"));
    return content(joined(chunks), "multipart/form-data; boundary=" + boundary);
  }

  private static void addPart(
      List<Upload> chunks, String boundary, String name, JsonNode part, String type) {
    if (part.isNull()) return;
    Upload file = part.isPojo() ? fileOf(part) : null;
    String mediaType = type;
    String usual = type == null ? "application/octet-stream" : type;
    if (file != null) mediaType = file.type().orElse(usual);
    else if (mediaType == null && part.isContainerNode()) mediaType = "application/json";
    StringBuilder head = new StringBuilder("--" + boundary + "\r\n");
    head.append("content-disposition: form-data; name=\"").append(escape(name)).append('"');
    if (file != null) {
      head.append("; filename=\"").append(escape(file.name().orElse(name))).append('"');
    }
    head.append("\r\n");
    if (mediaType != null) {
      head.append("content-type: ").append(checked("content-type", mediaType)).append("\r\n");
    }
    chunks.add(Upload.of(head.append("\r\n").toString()));
    boolean json = mediaType != null && mediaType.contains("json");
    chunks.add(file == null ? Upload.of(json ? Json.format(part) : asText(part)) : file);
    chunks.add(Upload.of("\r\n"));
  }

  private static Upload fileOf(JsonNode part) {
    return (Upload) ((POJONode) part).getPojo();
  }

  private static String escape(String text) {
    return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static Upload joined(List<Upload> chunks) {
    boolean small = chunks.stream().allMatch(chunk -> chunk.inMemory().isPresent());
    Upload.Source source =
        () -> {
          List<InputStream> streams = new ArrayList<>();
          for (Upload chunk : chunks) streams.add(chunk.open());
          return new SequenceInputStream(Collections.enumeration(streams));
        };
    if (small) {
      try (InputStream all = source.open()) {
        return Upload.of(all.readAllBytes());
      } catch (IOException cause) {
        throw new IllegalStateException("memory cannot be read", cause);
      }
    }
    if (chunks.stream().allMatch(Upload::isRepeatable)) return Upload.of(source);
    try {
      return Upload.of(source.open());
    } catch (IOException cause) {
      throw new TransportException("a file of the request cannot be read", cause);
    }
  }

  private Call content(Upload value, String mediaType) {
    body = value;
    headers.put("content-type", mediaType);
    return this;
  }

  /** The alternatives of the operation; without this call, whatever the client has. */
  Call auth(String[]... alternatives) {
    auth = alternatives;
    return this;
  }

  Call idempotency(String header) {
    idempotencyHeader = header;
    return this;
  }

  Call error(String status, Json.Reader<?> reader) {
    errors.put(status, reader);
    return this;
  }

  String[][] alternatives() {
    return auth;
  }

  Upload body() {
    return body;
  }

  /** By lower-case name. */
  Map<String, String> headers() {
    Map<String, String> all = new LinkedHashMap<>();
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    return all;
  }

  List<String> cookies() {
    return cookies;
  }

  String idempotencyHeader() {
    return idempotencyHeader;
  }

  Json.Reader<?> errorReader(int status) {
    Json.Reader<?> exact = errors.get(String.valueOf(status));
    Json.Reader<?> family = errors.get(status / 100 + "XX");
    return exact != null ? exact : family != null ? family : errors.get("default");
  }

  /** Path and query, after the base URL; a whole URL when a page named one. */
  String target() {
    if (url != null) return url.toString();
    List<String> fields = new ArrayList<>();
    for (Pair pair : query) fields.add(pair.name() + "=" + pair.encoded());
    return path + (fields.isEmpty() ? "" : "?" + String.join("&", fields));
  }

  URI url(String baseUrl) {
    return url == null ? URI.create(baseUrl + target()) : url;
  }

  String describe() {
    return method + " " + (url == null ? path : url.getPath());
  }

  Call withQuery(String name, String value) {
    Call copy = new Call(this);
    copy.query.removeIf(pair -> pair.name().equals(encode(name)));
    copy.query.add(new Pair(encode(name), encode(value)));
    return copy;
  }

  /** A URL of the same origin. */
  Call withUrl(URI current, String next) {
    URI target;
    try {
      target = current.resolve(URI.create(next));
    } catch (IllegalArgumentException notAUrl) {
      throw new TransportException(describe() + ": the next page is no URL: " + next, notAUrl);
    }
    if (!Http.sameOrigin(current, target)) {
      throw new TransportException(describe() + ": the next page is on another origin: " + next);
    }
    Call copy = new Call(this);
    copy.url = target;
    return copy;
  }

  long queryNumber(String name, long otherwise) {
    for (Pair pair : query) {
      if (!pair.name().equals(encode(name))) continue;
      try {
        return Long.parseLong(URLDecoder.decode(pair.encoded(), StandardCharsets.UTF_8));
      } catch (NumberFormatException notANumber) {
        return otherwise;
      }
    }
    return otherwise;
  }

  static String checked(String name, String value) {
    for (int index = 0; index < value.length(); index++) {
      char letter = value.charAt(index);
      if (letter == '\r' || letter == '\n' || letter == 0) {
        throw new IllegalArgumentException(
            "header " + name + " must not hold a line break or NUL; remove it from the value");
      }
    }
    return value;
  }

  private static String[] find(String[][] rows, String name) {
    for (String[] row : rows) if (row[0].equals(name)) return row;
    return null;
  }

  private static List<Pair> pairs(
      String name, Object value, String style, boolean explode, boolean reserved) {
    if (value == null) return List.of();
    JsonNode json = Json.write(value);
    List<Pair> pairs = new ArrayList<>();
    if (style.equals("deepObject")) {
      deepPairs(name, json, reserved, pairs);
    } else if (json.isObject() && explode) {
      json.fields()
          .forEachRemaining(
              entry -> {
                if (entry.getValue().isNull()) return;
                pairs.add(pair(entry.getKey(), asText(entry.getValue()), reserved));
              });
    } else if (json.isArray() && explode) {
      for (JsonNode item : json) pairs.add(pair(name, asText(item), reserved));
    } else if (json.isContainerNode()) {
      String separator =
          style.equals("spaceDelimited") ? "%20" : style.equals("pipeDelimited") ? "%7C" : ",";
      List<String> items = new ArrayList<>();
      for (String item : flat(json, false)) {
        items.add(reserved ? encodeReserved(item) : encode(item));
      }
      if (!items.isEmpty()) pairs.add(new Pair(encode(name), String.join(separator, items)));
    } else if (!json.isNull()) {
      pairs.add(pair(name, asText(json), reserved));
    }
    return pairs;
  }

  private static Pair pair(String name, String value, boolean reserved) {
    return new Pair(encode(name), reserved ? encodeReserved(value) : encode(value));
  }

  private static void deepPairs(String name, JsonNode value, boolean reserved, List<Pair> into) {
    if (value.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = value.fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> entry = fields.next();
        deepPairs(name + "[" + entry.getKey() + "]", entry.getValue(), reserved, into);
      }
    } else if (value.isArray()) {
      for (int index = 0; index < value.size(); index++) {
        deepPairs(name + "[" + index + "]", value.get(index), reserved, into);
      }
    } else if (!value.isNull()) {
      into.add(pair(name, asText(value), reserved));
    }
  }

  /** A value as the list of its items; an object as its keys and values. */
  private static List<String> flat(JsonNode value, boolean explode) {
    List<String> items = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode item : value) items.add(asText(item));
    } else if (value.isObject()) {
      value
          .fields()
          .forEachRemaining(
              entry -> {
                if (entry.getValue().isNull()) return;
                String text = asText(entry.getValue());
                if (explode) items.add(entry.getKey() + "=" + text);
                else Collections.addAll(items, entry.getKey(), text);
              });
    } else if (!value.isNull()) {
      items.add(asText(value));
    }
    return items;
  }

  private static String asText(JsonNode value) {
    if (value.isPojo()) {
      try {
        return new String(fileOf(value).readAll(), StandardCharsets.UTF_8);
      } catch (IOException cause) {
        throw new TransportException("a file of the request cannot be read", cause);
      }
    }
    return value.isContainerNode() ? Json.format(value) : value.asText();
  }

  /** Of an exploded object, the equals sign between key and value stays. */
  private static String encodeItem(String item, boolean keyed) {
    int equals = item.indexOf('=');
    if (!keyed || equals < 0) return encode(item);
    return encode(item.substring(0, equals)) + "=" + encode(item.substring(equals + 1));
  }

  private static String encode(String text) {
    return encode(text, "-._~!'()*");
  }

  private static String encodeReserved(String text) {
    return encode(text, "-._~!'()*:/?#[]@$&+,;=%");
  }

  private static String encode(String text, String kept) {
    StringBuilder encoded = new StringBuilder();
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (unit & 0xff);
      boolean plain = letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
      if (plain || letter >= '0' && letter <= '9' || kept.indexOf(letter) >= 0) {
        encoded.append(letter);
      } else {
        encoded.append(String.format("%%%02X", (int) letter));
      }
    }
    return encoded.toString();
  }
}
`;

const HTTP = String.raw`import com.fasterxml.jackson.databind.JsonNode;
import __package__.models.DecodeException;
import __package__.models.Json;
import __package__.models.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From a call to its answer: credentials, redirects, retries, errors. */
final class Http {
  private static final Set<Integer> RETRIED = Set.of(408, 429, 500, 502, 503, 504);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Pattern NEXT_LINK =
      Pattern.compile(
          "<([^>]*)>[^<]*;\\s*rel=\"?(?:[^\";]*\\s)?next(?:\\s[^\";]*)?\"?",
          Pattern.CASE_INSENSITIVE);

  /**
   * How a caller proves who it is.
   *
   * @param in header, query or cookie
   * @param prefix of the value, e.g. "Bearer "
   */
  record Credential(
      String in, String param, String prefix, boolean renewable, TokenSupplier supplier) {}

  /** A success with its body still to read. */
  record Answer(int status, Map<String, List<String>> headers, InputStream body, URI url) {}

  private record Prepared(
      URI url, Map<String, String> headers, Set<String> secret, boolean renewable) {}

  final String baseUrl;
  final Map<String, String> headers;
  final Map<String, Credential> credentials;
  final Duration timeout;
  final int maxRetries;
  final MockOps mockops;
  final Transport transport;
  final Executor executor;

  Http(
      String baseUrl,
      Map<String, String> headers,
      Map<String, Credential> credentials,
      Duration timeout,
      int maxRetries,
      MockOps mockops,
      Transport transport,
      Executor executor) {
    this.baseUrl = baseUrl.replaceAll("/+$", "");
    this.headers = Map.copyOf(headers);
    this.credentials = new LinkedHashMap<>(credentials);
    this.timeout = timeout;
    this.maxRetries = maxRetries;
    this.mockops = mockops;
    this.transport = transport;
    this.executor = executor;
  }

  <T> T json(Call call, Json.Reader<T> reader, RequestOptions options) {
    Answer answer = answer(call, options);
    return decode(call, answer, parse(call, answer), reader);
  }

  /** Empty where the answer has no body. */
  <T> Optional<T> maybeJson(Call call, Json.Reader<T> reader, RequestOptions options) {
    Answer answer = answer(call, options);
    String text = textOf(call, answer);
    if (text.isBlank()) return Optional.empty();
    return Optional.of(decode(call, answer, parse(call, answer.status(), text), reader));
  }

  String text(Call call, RequestOptions options) {
    return textOf(call, send(call, options, "text/plain, */*;q=0.5", false));
  }

  byte[] binary(Call call, RequestOptions options) {
    return bytesOf(call, send(call, options, "*/*", false));
  }

  /** The caller closes it. */
  InputStream stream(Call call, RequestOptions options) {
    return send(call, options, "*/*", true).body();
  }

  void none(Call call, RequestOptions options) {
    bytesOf(call, send(call, options, "*/*", false));
  }

  <T> Streamed<T> events(Call call, Json.Reader<T> reader, boolean text, RequestOptions options) {
    InputStream body = send(call, options, "text/event-stream", true).body();
    return new Streamed<>(body, true, reader, text);
  }

  <T> Streamed<T> lines(Call call, Json.Reader<T> reader, boolean text, RequestOptions options) {
    String accept =
        "application/x-ndjson, application/jsonl, application/json-seq;q=0.9, */*;q=0.1";
    InputStream body = send(call, options, accept, true).body();
    return new Streamed<>(body, false, reader, text);
  }

  Answer answer(Call call, RequestOptions options) {
    return send(call, options, "application/json", false);
  }

  JsonNode parse(Call call, Answer answer) {
    return parse(call, answer.status(), textOf(call, answer));
  }

  private JsonNode parse(Call call, int status, String text) {
    try {
      return Json.parse(text);
    } catch (DecodeException cause) {
      throw undecodable(call, status, cause);
    }
  }

  private <T> T decode(Call call, Answer answer, JsonNode json, Json.Reader<T> reader) {
    try {
      return reader.read(json, "body");
    } catch (DecodeException cause) {
      throw undecodable(call, answer.status(), cause);
    }
  }

  TransportException undecodable(Call call, int status, DecodeException cause) {
    String message = call.describe() + " answered " + status + ", but its body is wrong: ";
    return new TransportException(message + cause.getMessage(), cause);
  }

  /** The same in a thread of the executor; cancelling the future interrupts it. */
  <T> CompletableFuture<T> async(Supplier<T> work) {
    Running<T> running = new Running<>();
    executor.execute(() -> running.run(work));
    return running;
  }

  private static final class Running<T> extends CompletableFuture<T> {
    private Thread thread;

    void run(Supplier<T> work) {
      synchronized (this) {
        if (isDone()) return;
        thread = Thread.currentThread();
      }
      try {
        complete(work.get());
      } catch (Throwable failure) {
        completeExceptionally(failure);
      } finally {
        synchronized (this) {
          thread = null;
          // An interrupt that came too late must not hit the next work of this thread.
          Thread.interrupted();
        }
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean cancelled = super.cancel(mayInterrupt);
      synchronized (this) {
        if (thread != null) thread.interrupt();
      }
      return cancelled;
    }
  }

  private Answer send(Call call, RequestOptions options, String accept, boolean streaming) {
    Map<String, String> given = headersOf(call, options, accept);
    Duration limit = options.timeoutOr(timeout);
    int retries = call.repeatable && repeatableBody(call) ? options.maxRetriesOr(maxRetries) : 0;
    boolean refresh = false;
    boolean renewed = false;
    for (int attempt = 0; ; attempt++) {
      Prepared prepared = prepare(call, given, refresh);
      refresh = false;
      Answer answer;
      try {
        answer = follow(call, prepared, limit, streaming);
      } catch (IOException cause) {
        if (attempt >= retries) throw unanswered(prepared.url(), call, cause, attempt);
        pause(call, delay(attempt, Optional.empty()));
        continue;
      }
      if (answer.status() >= 200 && answer.status() < 300) return answer;
      if (answer.status() == 401 && prepared.renewable() && !renewed && repeatableBody(call)) {
        refresh = true;
        renewed = true;
        attempt--;
        bytesOf(call, answer);
        continue;
      }
      Duration wait = delay(attempt, header(answer.headers(), "retry-after"));
      boolean again = RETRIED.contains(answer.status()) && attempt < retries && wait != null;
      if (!again) throw failure(call, answer);
      bytesOf(call, answer);
      pause(call, wait);
    }
  }

  private static boolean repeatableBody(Call call) {
    return call.body() == null || call.body().isRepeatable();
  }

  private Map<String, String> headersOf(Call call, RequestOptions options, String accept) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("accept", accept);
    all.putAll(mockops.headers());
    all.putAll(options.mockops().headers());
    headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    all.putAll(call.headers());
    if (!call.cookies().isEmpty()) all.put("cookie", String.join("; ", call.cookies()));
    options.headers().forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
    if (call.idempotencyHeader() != null) {
      String name = call.idempotencyHeader().toLowerCase(Locale.ROOT);
      if (options.idempotencyKey() != null) all.put(name, options.idempotencyKey());
      all.computeIfAbsent(name, absent -> UUID.randomUUID().toString());
    }
    all.forEach(Call::checked);
    return all;
  }

  private Prepared prepare(Call call, Map<String, String> given, boolean refresh) {
    Map<String, String> all = new LinkedHashMap<>(given);
    Set<String> secret = new HashSet<>(Set.of("authorization", "cookie", "proxy-authorization"));
    URI url = call.url(baseUrl);
    boolean renewable = false;
    for (Credential credential : chosen(call)) {
      renewable |= credential.renewable();
      String value = credential.prefix() + token(call, credential, refresh);
      if (credential.in().equals("query")) {
        Call field =
            new Call("", "", false).query(credential.param(), value, "form", true, false);
        String separator = url.getRawQuery() == null ? "?" : "&";
        url = URI.create(url + separator + field.target().substring(1));
      } else if (credential.in().equals("cookie")) {
        Call own = new Call("", "", false).cookie(credential.param(), value, false);
        all.merge("cookie", own.cookies().get(0), (before, added) -> before + "; " + added);
      } else {
        String name = credential.param().toLowerCase(Locale.ROOT);
        secret.add(name);
        all.putIfAbsent(name, Call.checked(name, value));
      }
    }
    return new Prepared(url, all, secret, renewable);
  }

  private static String token(Call call, Credential credential, boolean refresh) {
    try {
      return credential.supplier().token(refresh);
    } catch (RuntimeException cause) {
      throw cause;
    } catch (Exception cause) {
      String message = "no token for " + call.describe() + ": " + cause.getMessage();
      throw new TransportException(message, cause);
    }
  }

  /** The first alternative that the client has all credentials of. */
  private List<Credential> chosen(Call call) {
    if (call.alternatives() == null) return List.copyOf(credentials.values());
    for (String[] names : call.alternatives()) {
      List<Credential> found = new ArrayList<>();
      for (String name : names) {
        if (credentials.containsKey(name)) found.add(credentials.get(name));
      }
      if (found.size() == names.length) return found;
    }
    return List.of();
  }

  private Answer follow(Call call, Prepared prepared, Duration limit, boolean streaming)
      throws IOException {
    URI url = prepared.url();
    Map<String, String> sent = prepared.headers();
    boolean redirects = call.method.equals("GET") || call.method.equals("HEAD");
    for (int hops = 0; ; hops++) {
      Transport.Response response;
      try {
        response =
            transport.send(
                new Transport.Request(call.method, url, sent, call.body(), limit, streaming));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new TransportException(call.describe() + " was cancelled", stopped);
      }
      Optional<String> location = header(response.headers(), "location");
      boolean moved = redirects && REDIRECTS.contains(response.status()) && location.isPresent();
      if (!moved || hops >= 5) {
        return new Answer(response.status(), response.headers(), response.body(), url);
      }
      response.body().close();
      URI next = target(url, location.get());
      if (!sameOrigin(url, next)) {
        sent = new LinkedHashMap<>(sent);
        sent.keySet().removeAll(prepared.secret());
      }
      url = next;
    }
  }

  private static URI target(URI url, String location) throws IOException {
    try {
      return url.resolve(URI.create(location));
    } catch (IllegalArgumentException cause) {
      throw new IOException("a redirect to something that is no URL: " + location, cause);
    }
  }

  static boolean sameOrigin(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(String.valueOf(other.getScheme()))
        && String.valueOf(one.getHost()).equalsIgnoreCase(String.valueOf(other.getHost()))
        && portOf(one) == portOf(other);
  }

  private static int portOf(URI url) {
    if (url.getPort() >= 0) return url.getPort();
    return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
  }

  private ApiException failure(Call call, Answer answer) {
    String text;
    try (InputStream body = answer.body()) {
      text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      text = "";
    }
    String message = call.describe() + " answered " + answer.status();
    Object body = errorBody(call, answer.status(), text);
    return new ApiException(message, answer.status(), answer.headers(), text, body);
  }

  private static Object errorBody(Call call, int status, String text) {
    JsonNode json;
    try {
      json = Json.parse(text);
    } catch (DecodeException notJson) {
      return text;
    }
    Json.Reader<?> reader = call.errorReader(status);
    if (reader == null) return json;
    try {
      return reader.read(json, "body");
    } catch (DecodeException undocumented) {
      return json;
    }
  }

  private static TransportException unanswered(
      URI url, Call call, IOException cause, int attempt) {
    String tries = attempt == 0 ? "" : " (tried " + (attempt + 1) + " times)";
    String where = call.method + " " + url.getScheme() + "://" + url.getAuthority() + url.getPath();
    return new TransportException(
        where + " was not answered" + tries + "; is the base URL right and the server up? " + cause,
        cause);
  }

  private static String textOf(Call call, Answer answer) {
    return new String(bytesOf(call, answer), StandardCharsets.UTF_8);
  }

  private static byte[] bytesOf(Call call, Answer answer) {
    try (InputStream body = answer.body()) {
      return body.readAllBytes();
    } catch (IOException cause) {
      String message =
          call.describe() + " answered " + answer.status() + ", but its body broke off";
      throw new TransportException(message, cause);
    }
  }

  /** Null: the server asks for more patience than a caller has. */
  private static Duration delay(int attempt, Optional<String> retryAfter) {
    Optional<Duration> asked = retryAfter.flatMap(Http::parseRetryAfter);
    if (asked.isPresent()) return asked.get().toSeconds() > 60 ? null : asked.get();
    double seconds = Math.min(8, 0.5 * Math.pow(2, Math.min(attempt, 10)));
    double factor = ThreadLocalRandom.current().nextDouble(0.5, 1);
    return Duration.ofMillis((long) (seconds * 1000 * factor));
  }

  private static Optional<Duration> parseRetryAfter(String text) {
    String value = text.trim();
    try {
      if (value.matches("\\d{1,9}")) return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }

  private static void pause(Call call, Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TransportException(call.describe() + " was cancelled", stopped);
    }
  }

  private static Optional<String> header(Map<String, List<String>> headers, String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  /** The URL of the Link header with rel="next", or nothing. */
  static String nextLink(Answer answer) {
    for (String link : answer.headers().getOrDefault("link", List.of())) {
      Matcher matcher = NEXT_LINK.matcher(link);
      if (matcher.find()) return matcher.group(1);
    }
    return "";
  }

  static String basic(String user, String password) {
    return encoded(user + ":" + password);
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
`;

/** Class name to text, without package line. */
export const JAVA_HTTP_RUNTIME: ReadonlyMap<string, string> = new Map([
  ['Call', CALL],
  ['Http', HTTP],
]);
