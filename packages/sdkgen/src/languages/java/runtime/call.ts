// Call.java of a Java SDK, after its package line: the same in every one.
// A request in the making: what the generated methods say about it, and the calls for the pages that follow.

export const CALL_JAVA = `import __package__.models.Json;
import __package__.models.Upload;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One request in the making. Absent values are left out. */
final class Call {
  final String method;
  final boolean repeatable;
  private String path;
  private final String template;
  private List<Parameters.Pair> query = new ArrayList<>();
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
    List<String> items = Parameters.flat(Json.write(value), explode);
    if (items.isEmpty() || items.contains("") || items.contains(".") || items.contains("..")) {
      throw new IllegalArgumentException(
          "path parameter \\"" + name + "\\" of " + template + " must not be empty, \\".\\" or \\"..\\"");
    }
    path = path.replace("{" + name + "}", Parameters.segment(name, value, style, explode));
    return this;
  }

  Call query(String name, Object value, String style, boolean explode, boolean reserved) {
    query.addAll(Parameters.pairs(name, value, style, explode, reserved));
    return this;
  }

  /** A parameter whose value is a JSON document in one text. */
  static String document(Object value) {
    return value == null ? null : Json.format(Json.write(value));
  }

  Call header(String name, Object value, boolean explode) {
    if (value == null) return this;
    headers.put(name, String.join(",", Parameters.flat(Json.write(value), explode)));
    return this;
  }

  Call cookie(String name, Object value, boolean explode) {
    if (value != null) cookies.addAll(Parameters.cookies(name, value, explode));
    return this;
  }

  Call json(Object value, String mediaType) {
    return value == null ? this : content(Upload.of(document(value)), mediaType);
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
    return content(Form.body(value, encodings), "application/x-www-form-urlencoded");
  }

  /** Every type is "name", "media type". */
  Call multipart(Object value, String[]... types) {
    if (value == null) return this;
    Multipart parts = new Multipart();
    Upload joined = parts.body(value, types);
    return content(joined, parts.mediaType());
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

  /** Whether the body can be sent once more. */
  boolean hasRepeatableBody() {
    return body == null || body.isRepeatable();
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
    return path + (query.isEmpty() ? "" : "?" + Parameters.joined(query));
  }

  URI url(String baseUrl) {
    return url == null ? URI.create(baseUrl + target()) : url;
  }

  String describe() {
    return method + " " + (url == null ? path : url.getPath());
  }

  Call withQuery(String name, String value) {
    Call copy = new Call(this);
    Parameters.Pair pair = Parameters.pair(name, value, false);
    copy.query.removeIf(old -> old.name().equals(pair.name()));
    copy.query.add(pair);
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
    if (!Redirects.sameOrigin(current, target)) {
      throw new TransportException(describe() + ": the next page is on another origin: " + next);
    }
    Call copy = new Call(this);
    copy.url = target;
    return copy;
  }

  long queryNumber(String name, long otherwise) {
    for (Parameters.Pair pair : query) {
      if (!pair.name().equals(Percent.encode(name))) continue;
      try {
        return Long.parseLong(URLDecoder.decode(pair.encoded(), StandardCharsets.UTF_8));
      } catch (NumberFormatException notANumber) {
        return otherwise;
      }
    }
    return otherwise;
  }
}
`;
