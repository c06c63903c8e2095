// Streamed.java of a Java SDK, after its package line: the same in every one.
// Server-sent events and lines of JSON, item by item.

export const STREAMED_JAVA = String.raw`import __package__.models.Json;
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
