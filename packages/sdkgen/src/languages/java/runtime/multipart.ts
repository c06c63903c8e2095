// Multipart.java of a Java SDK, after its package line: the same in every one.
// Bodies of multipart/form-data; files stream unless everything is in memory.

export const MULTIPART_JAVA = String.raw`import com.fasterxml.jackson.databind.JsonNode;
import __package__.models.Json;
import __package__.models.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** A form that is sent as parts, of which some are files. */
final class Multipart {
  private final String boundary = UUID.randomUUID().toString();
  private final List<Upload> chunks = new ArrayList<>();

  String mediaType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /** Every type is "name", "media type". */
  Upload body(Object value, String[][] types) {
    Json.write(value)
        .fields()
        .forEachRemaining(
            entry -> {
              JsonNode item = entry.getValue();
              String[] typed = Form.rowOf(types, entry.getKey());
              String type = typed == null ? null : typed[1];
              boolean json = type != null && type.matches("(?i).*[/+]json\\b.*");
              boolean whole = json || !item.isArray();
              for (JsonNode part : whole ? List.of(item) : item) {
                add(entry.getKey(), part, type);
              }
            });
    chunks.add(Upload.of("--" + boundary + "--\r\n"));
    return joined(chunks);
  }

  private void add(String name, JsonNode part, String type) {
    if (part.isNull()) return;
    Upload file = part.isPojo() ? Parameters.fileOf(part) : null;
    String mediaType = type;
    String usual = type == null ? "application/octet-stream" : type;
    if (file != null) mediaType = file.type().orElse(usual);
    else if (mediaType == null && part.isContainerNode()) mediaType = "application/json";
    chunks.add(Upload.of(head(name, file, mediaType)));
    boolean json = mediaType != null && mediaType.contains("json");
    if (file != null) chunks.add(file);
    else chunks.add(Upload.of(json ? Json.format(part) : Parameters.asText(part)));
    chunks.add(Upload.of("\r\n"));
  }

  private String head(String name, Upload file, String mediaType) {
    StringBuilder head = new StringBuilder("--" + boundary + "\r\n");
    head.append("content-disposition: form-data; name=\"").append(escape(name)).append('"');
    if (file != null) {
      head.append("; filename=\"").append(escape(file.name().orElse(name))).append('"');
    }
    head.append("\r\n");
    if (mediaType != null) {
      String checked = Parameters.checked("content-type", mediaType);
      head.append("content-type: ").append(checked).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String escape(String text) {
    return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static Upload joined(List<Upload> chunks) {
    boolean small = chunks.stream().allMatch(chunk -> chunk.inMemory().isPresent());
    Upload.Source source =
        () -> {
          List<InputStream> streams = new ArrayList<>();
          for (Upload chunk : chunks) streams.add(chunk.open());
          return new SequenceInputStream(Collections.enumeration(streams));
        };
    if (small) {
      try (InputStream all = source.open()) {
        return Upload.of(all.readAllBytes());
      } catch (IOException cause) {
        throw new IllegalStateException("memory cannot be read", cause);
      }
    }
    if (chunks.stream().allMatch(Upload::isRepeatable)) return Upload.of(source);
    try {
      return Upload.of(source.open());
    } catch (IOException cause) {
      throw new TransportException("a file of the request cannot be read", cause);
    }
  }
}
`;
