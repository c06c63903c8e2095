// TokenSupplier.java, Credential.java and Credentials.java of a Java SDK, after their package line: the same in every
// one. Which credentials a request carries, and where.

export const TOKEN_SUPPLIER_JAVA = `/** Supplies a credential for each request, so that it can be renewed. */
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

export const CREDENTIAL_JAVA = `import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How a caller proves who it is.
 *
 * @param in header, query or cookie
 * @param prefix of the value, e.g. "Bearer "
 */
record Credential(
    String in, String param, String prefix, boolean renewable, TokenSupplier supplier) {
  static String basic(String user, String password) {
    return encoded(user + ":" + password);
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
`;

export const CREDENTIALS_JAVA = `import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a client has to prove who it is, by the names of the contract. */
final class Credentials {
  /**
   * A request that says who asks.
   *
   * @param secret the headers that another origin must not see
   * @param renewable whether a refusal is worth another token
   */
  record Signed(URI url, Map<String, String> headers, Set<String> secret, boolean renewable) {}

  private final Map<String, Credential> known;

  Credentials(Map<String, Credential> known) {
    this.known = new LinkedHashMap<>(known);
  }

  Signed sign(Call call, URI target, Map<String, String> given, boolean refresh) {
    Map<String, String> all = new LinkedHashMap<>(given);
    Set<String> secret = new HashSet<>(Set.of("authorization", "cookie", "proxy-authorization"));
    URI url = target;
    boolean renewable = false;
    for (Credential credential : chosen(call)) {
      renewable |= credential.renewable();
      String value = credential.prefix() + token(call, credential, refresh);
      if (credential.in().equals("query")) {
        Parameters.Pair field = Parameters.pair(credential.param(), value, false);
        String separator = url.getRawQuery() == null ? "?" : "&";
        url = URI.create(url + separator + Parameters.joined(List.of(field)));
      } else if (credential.in().equals("cookie")) {
        List<String> own = Parameters.cookies(credential.param(), value, false);
        all.merge("cookie", own.get(0), (before, added) -> before + "; " + added);
      } else {
        String name = credential.param().toLowerCase(Locale.ROOT);
        secret.add(name);
        all.putIfAbsent(name, Parameters.checked(name, value));
      }
    }
    return new Signed(url, all, secret, renewable);
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
    if (call.alternatives() == null) return List.copyOf(known.values());
    for (String[] names : call.alternatives()) {
      List<Credential> found = new ArrayList<>();
      for (String name : names) {
        if (known.containsKey(name)) found.add(known.get(name));
      }
      if (found.size() == names.length) return found;
    }
    return List.of();
  }
}
`;
