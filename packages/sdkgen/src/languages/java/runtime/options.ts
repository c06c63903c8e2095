// RequestOptions.java of a Java SDK, after its package line: the same in every one.
// What one call may have of its own.

export const REQUEST_OPTIONS_JAVA = `import java.time.Duration;
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
