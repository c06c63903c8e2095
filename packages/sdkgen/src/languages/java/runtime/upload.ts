// Upload.java of a Java SDK, after its package line: the same in every one.
// Bytes to send.

export const UPLOAD_JAVA = `import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Bytes to send: from memory, from a file, or from a stream that can be read once. */
public final class Upload {
  /** Opens the bytes for reading. */
  @FunctionalInterface
  public interface Source {
    InputStream open() throws IOException;
  }

  private final Source source;
  private final byte[] bytes;
  private final boolean repeatable;
  private final long size;
  private final String name;
  private final String type;

  private Upload(
      Source source, byte[] bytes, boolean repeatable, long size, String name, String type) {
    this.source = source;
    this.bytes = bytes;
    this.repeatable = repeatable;
    this.size = size;
    this.name = name;
    this.type = type;
  }

  public static Upload of(byte[] bytes) {
    byte[] own = bytes.clone();
    return new Upload(
        () -> new ByteArrayInputStream(own), own, true, own.length, null, null);
  }

  public static Upload of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file, read when the request is sent. */
  public static Upload of(Path file) throws IOException {
    String name = file.getFileName() == null ? null : file.getFileName().toString();
    return new Upload(() -> Files.newInputStream(file), null, true, Files.size(file), name, null);
  }

  /** A stream is read once, so a request that carries it is not repeated. */
  public static Upload of(InputStream stream) {
    return new Upload(() -> stream, null, false, -1, null, null);
  }

  /** Bytes that can be opened again and again, e.g. from a database. */
  public static Upload of(Source source) {
    return new Upload(source, null, true, -1, null, null);
  }

  /** The same bytes under another file name. */
  public Upload withName(String fileName) {
    return new Upload(source, bytes, repeatable, size, fileName, type);
  }

  /** The same bytes under another media type. */
  public Upload withType(String mediaType) {
    return new Upload(source, bytes, repeatable, size, name, mediaType);
  }

  public InputStream open() throws IOException {
    return source.open();
  }

  public byte[] readAll() throws IOException {
    try (InputStream stream = open()) {
      return stream.readAllBytes();
    }
  }

  public boolean isRepeatable() {
    return repeatable;
  }

  public Optional<byte[]> inMemory() {
    return Optional.ofNullable(bytes).map(byte[]::clone);
  }

  public OptionalLong size() {
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  public Optional<String> type() {
    return Optional.ofNullable(type);
  }
}
`;
