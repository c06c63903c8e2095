// Answer.java of a Java SDK, after its package line: the same in every one.
// What an answer is read as: JSON, text, bytes, or the failure that it is.

export const ANSWER_JAVA = `import com.fasterxml.jackson.databind.JsonNode;
import __package__.models.DecodeException;
import __package__.models.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer with its body still to read.
 *
 * @param headers by lower-case name
 * @param url of the request that was answered, after redirects
 */
record Answer(
    Call call, int status, Map<String, List<String>> headers, InputStream body, URI url) {
  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  Optional<String> header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst();
  }

  byte[] bytes() {
    try (InputStream stream = body) {
      return stream.readAllBytes();
    } catch (IOException cause) {
      String message = call.describe() + " answered " + status + ", but its body broke off";
      throw new TransportException(message, cause);
    }
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  JsonNode json() {
    return parse(text());
  }

  /** Empty where there is no body. */
  Optional<JsonNode> maybeJson() {
    String text = text();
    return text.isBlank() ? Optional.empty() : Optional.of(parse(text));
  }

  private JsonNode parse(String text) {
    try {
      return Json.parse(text);
    } catch (DecodeException cause) {
      throw undecodable(cause);
    }
  }

  <T> T read(JsonNode json, Json.Reader<T> reader) {
    try {
      return reader.read(json, "body");
    } catch (DecodeException cause) {
      throw undecodable(cause);
    }
  }

  TransportException undecodable(DecodeException cause) {
    String message = call.describe() + " answered " + status + ", but its body is wrong: ";
    return new TransportException(message + cause.getMessage(), cause);
  }

  ApiException failure() {
    String text;
    try (InputStream stream = body) {
      text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      text = "";
    }
    String message = call.describe() + " answered " + status;
    return new ApiException(message, status, headers, text, errorBody(text));
  }

  private Object errorBody(String text) {
    JsonNode json;
    try {
      json = Json.parse(text);
    } catch (DecodeException notJson) {
      return text;
    }
    Json.Reader<?> reader = call.errorReader(status);
    if (reader == null) return json;
    try {
      return reader.read(json, "body");
    } catch (DecodeException undocumented) {
      return json;
    }
  }
}
`;
