// Redirects.java of a Java SDK, after its package line: the same in every one.
// Redirects, and what another origin may see.

export const REDIRECTS_JAVA = `import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sends a request and goes where its answer says. */
final class Redirects {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_HOPS = 5;

  private Redirects() {}

  static Answer follow(
      Transport transport,
      Call call,
      Credentials.Signed signed,
      Duration limit,
      boolean streaming)
      throws IOException {
    URI url = signed.url();
    Map<String, String> sent = signed.headers();
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
      Answer answer =
          new Answer(call, response.status(), response.headers(), response.body(), url);
      Optional<String> location = answer.header("location");
      boolean moved = redirects && STATUSES.contains(answer.status()) && location.isPresent();
      if (!moved || hops >= MOST_HOPS) return answer;
      answer.body().close();
      URI next = target(url, location.get());
      if (!sameOrigin(url, next)) {
        sent = new LinkedHashMap<>(sent);
        sent.keySet().removeAll(signed.secret());
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
}
`;
