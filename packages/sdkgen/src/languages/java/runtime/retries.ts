// Retries.java of a Java SDK, after its package line: the same in every one.
// Which failures are worth another attempt, and when.

export const RETRIES_JAVA = String.raw`import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Which failures are worth another attempt, and when. */
final class Retries {
  private static final Set<Integer> STATUSES = Set.of(408, 429, 500, 502, 503, 504);

  private Retries() {}

  static boolean mayHelp(int status) {
    return STATUSES.contains(status);
  }

  /** Null: the server asks for more patience than a caller has. */
  static Duration delay(int attempt, Optional<String> retryAfter) {
    Optional<Duration> asked = retryAfter.flatMap(Retries::parseRetryAfter);
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

  static void pause(Call call, Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TransportException(call.describe() + " was cancelled", stopped);
    }
  }
}
`;
