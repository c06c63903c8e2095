// Transport.java and JdkTransport.java of a Java SDK, after their package line: the same in every one.
// How requests are sent, and that over java.net.http.

export const TRANSPORT_JAVA = `import __package__.models.Upload;
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
   * @param streaming the answer's body is read while it comes, and the timeout ends with its
   *     headers
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

export const JDK_TRANSPORT_JAVA = `import __package__.models.Upload;
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
