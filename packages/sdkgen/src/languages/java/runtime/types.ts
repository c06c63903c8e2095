// Model.java, Field.java and DecodeException.java of a Java SDK, after their package line: the same in every one.
// What every model is made of.

export const MODEL_JAVA = `import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/** A value of the API that knows its JSON; any Jackson {@code ObjectMapper} writes it as that. */
public interface Model {
  @JsonValue
  JsonNode toJson();
}
`;

export const FIELD_JAVA = `import java.util.Optional;

/**
 * A property that may be absent, null or a value, where the contract tells the three apart.
 *
 * @param isSent false when the property is absent
 * @param orNull the value, null when there is none
 */
public record Field<T>(boolean isSent, T orNull) {
  public static <T> Field<T> absent() {
    return new Field<>(false, null);
  }

  public static <T> Field<T> ofNull() {
    return new Field<>(true, null);
  }

  public static <T> Field<T> of(T value) {
    return new Field<>(true, value);
  }

  public boolean isNull() {
    return isSent && orNull == null;
  }

  public Optional<T> value() {
    return Optional.ofNullable(orNull);
  }
}
`;

export const DECODE_EXCEPTION_JAVA = `/** JSON that is not what the contract says; the message names the place. */
public class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }

  public DecodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
`;
