// ApiException.java and TransportException.java of a Java SDK, after their package line: the same in every one.
// In how many ways a call can fail.

export const API_EXCEPTION_JAVA = `import com.fasterxml.jackson.databind.JsonNode;
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

export const TRANSPORT_EXCEPTION_JAVA = `/** No usable answer: not reachable, too slow, interrupted, or not what it says it is. */
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
