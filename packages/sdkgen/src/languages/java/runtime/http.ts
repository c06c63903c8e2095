// Http.java and Running.java of a Java SDK, after their package line: the same in every one.
// From a call to its answer, now or in another thread.

export const HTTP_JAVA = `import com.fasterxml.jackson.databind.JsonNode;
import __package__.models.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Sends calls, again where that may help, and reads their answers. */
final class Http {
  private final String baseUrl;
  private final Map<String, String> headers;
  private final Credentials credentials;
  private final Duration timeout;
  private final int maxRetries;
  private final MockOps mockops;
  private final Transport transport;
  private final Executor executor;

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
    this.credentials = new Credentials(credentials);
    this.timeout = timeout;
    this.maxRetries = maxRetries;
    this.mockops = mockops;
    this.transport = transport;
    this.executor = executor;
  }

  <T> T json(Call call, Json.Reader<T> reader, RequestOptions options) {
    Answer answer = answer(call, options);
    return answer.read(answer.json(), reader);
  }

  /** Empty where the answer has no body. */
  <T> Optional<T> maybeJson(Call call, Json.Reader<T> reader, RequestOptions options) {
    Answer answer = answer(call, options);
    Optional<JsonNode> json = answer.maybeJson();
    return json.map(found -> answer.read(found, reader));
  }

  String text(Call call, RequestOptions options) {
    return send(call, options, "text/plain, */*;q=0.5", false).text();
  }

  byte[] binary(Call call, RequestOptions options) {
    return send(call, options, "*/*", false).bytes();
  }

  /** The caller closes it. */
  InputStream stream(Call call, RequestOptions options) {
    return send(call, options, "*/*", true).body();
  }

  void none(Call call, RequestOptions options) {
    send(call, options, "*/*", false).bytes();
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

  /** The same in a thread of the executor; cancelling the future interrupts it. */
  <T> CompletableFuture<T> async(Supplier<T> work) {
    Running<T> running = new Running<>();
    executor.execute(() -> running.run(work));
    return running;
  }

  private Answer send(Call call, RequestOptions options, String accept, boolean streaming) {
    Map<String, String> given = headersOf(call, options, accept);
    Duration limit = options.timeoutOr(timeout);
    int retries =
        call.repeatable && call.hasRepeatableBody() ? options.maxRetriesOr(maxRetries) : 0;
    boolean refresh = false;
    boolean renewed = false;
    for (int attempt = 0; ; attempt++) {
      Credentials.Signed signed = credentials.sign(call, call.url(baseUrl), given, refresh);
      refresh = false;
      Answer answer;
      try {
        answer = Redirects.follow(transport, call, signed, limit, streaming);
      } catch (IOException cause) {
        if (attempt >= retries) throw unanswered(signed.url(), call, cause, attempt);
        Retries.pause(call, Retries.delay(attempt, Optional.empty()));
        continue;
      }
      if (answer.isSuccess()) return answer;
      if (answer.status() == 401 && signed.renewable() && !renewed && call.hasRepeatableBody()) {
        refresh = true;
        renewed = true;
        attempt--;
        answer.bytes();
        continue;
      }
      Duration wait = Retries.delay(attempt, answer.header("retry-after"));
      boolean again = Retries.mayHelp(answer.status()) && attempt < retries && wait != null;
      if (!again) throw answer.failure();
      answer.bytes();
      Retries.pause(call, wait);
    }
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
    all.forEach(Parameters::checked);
    return all;
  }

  private static TransportException unanswered(
      URI url, Call call, IOException cause, int attempt) {
    String tries = attempt == 0 ? "" : " (tried " + (attempt + 1) + " times)";
    String where = call.method + " " + url.getScheme() + "://" + url.getAuthority() + url.getPath();
    return new TransportException(
        where + " was not answered" + tries + "; is the base URL right and the server up? " + cause,
        cause);
  }
}
`;

export const RUNNING_JAVA = `import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Work in a thread, which it is interrupted in when the future is cancelled. */
final class Running<T> extends CompletableFuture<T> {
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
`;
