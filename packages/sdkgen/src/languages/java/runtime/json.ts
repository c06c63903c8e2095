// Json.java of a Java SDK, after its package line: the same in every one.
// JSON to values of the generated types and back.

export const JSON_JAVA = String.raw`import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** JSON to values and back, as the generated types need it. */
public final class Json {
  /** Reads one value; the place is part of what it throws. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(JsonNode node, String at);
  }

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  public static final Reader<JsonNode> ANY = (node, at) -> node;
  public static final Reader<String> STRING = Json::readString;
  public static final Reader<Long> LONG = Json::readLong;
  public static final Reader<Double> DOUBLE = Json::readDouble;
  public static final Reader<Boolean> BOOLEAN = Json::readBoolean;
  public static final Reader<OffsetDateTime> DATE_TIME = Json::readDateTime;
  public static final Reader<LocalDate> DATE = Json::readDate;
  public static final Reader<byte[]> BASE64 = Json::readBase64;
  public static final Reader<Upload> UPLOAD = (node, at) -> Upload.of(readString(node, at));

  private Json() {}

  public static JsonNode parse(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || node.isMissingNode()) throw new DecodeException("no JSON at all");
      return node;
    } catch (JsonProcessingException cause) {
      throw new DecodeException("not JSON: " + cause.getOriginalMessage(), cause);
    }
  }

  public static String format(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (IOException cause) {
      throw new IllegalArgumentException("a value that JSON cannot hold", cause);
    }
  }

  public static <T> Reader<List<T>> list(Reader<T> item) {
    return (node, at) -> {
      if (!node.isArray()) throw wrong(at, "an array", node);
      List<T> items = new ArrayList<>(node.size());
      for (JsonNode inner : node) items.add(item.read(inner, at + "[" + items.size() + "]"));
      return Collections.unmodifiableList(items);
    };
  }

  public static <T> Reader<Map<String, T>> map(Reader<T> value) {
    return (node, at) -> {
      if (!node.isObject()) throw wrong(at, "an object", node);
      return rest(node, at, value, Set.of());
    };
  }

  public static <T> Reader<Optional<T>> nullable(Reader<T> value) {
    return (node, at) -> node.isNull() ? Optional.empty() : Optional.of(value.read(node, at));
  }

  public static <T> T required(JsonNode owner, String name, String at, Reader<T> reader) {
    JsonNode node = owner.get(name);
    if (node == null) {
      throw new DecodeException(at + "." + name + ": missing, and the contract requires it");
    }
    return reader.read(node, at + "." + name);
  }

  /** Absent is empty; a null that the contract does not mention is an absence. */
  public static <T> Optional<T> optional(
      JsonNode owner, String name, String at, Reader<T> reader) {
    JsonNode node = owner.get(name);
    if (node == null || (node.isNull() && reader != ANY)) return Optional.empty();
    return Optional.of(reader.read(node, at + "." + name));
  }

  public static <T> Field<T> field(JsonNode owner, String name, String at, Reader<T> reader) {
    JsonNode node = owner.get(name);
    if (node == null) return Field.absent();
    return node.isNull() ? Field.ofNull() : Field.of(reader.read(node, at + "." + name));
  }

  /** The properties that are not declared. */
  public static <T> Map<String, T> rest(
      JsonNode owner, String at, Reader<T> reader, Set<String> declared) {
    Map<String, T> rest = new LinkedHashMap<>();
    Iterator<Map.Entry<String, JsonNode>> fields = owner.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> entry = fields.next();
      String name = entry.getKey();
      if (!declared.contains(name)) {
        rest.put(name, reader.read(entry.getValue(), at + "." + name));
      }
    }
    return Collections.unmodifiableMap(rest);
  }

  public static void expectObject(JsonNode node, String at) {
    if (!node.isObject()) throw wrong(at, "an object", node);
  }

  /** One alternative of a union: how to read it, and the constants that it must have. */
  public record Alternative<T>(Reader<? extends T> reader, Map<String, String> constants) {}

  /** Of a union without tag: the alternative that fits and knows most of the properties. */
  public static <T> Optional<T> best(
      JsonNode node, String at, List<Alternative<? extends T>> alternatives) {
    T best = null;
    int score = 0;
    for (Alternative<? extends T> alternative : alternatives) {
      if (!hasConstants(node, alternative.constants())) continue;
      try {
        T value = alternative.reader().read(node, at);
        int fits = 1 + commonNames(node, value);
        if (fits > score) {
          best = value;
          score = fits;
        }
      } catch (DecodeException refused) {
        // The next alternative may fit.
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean hasConstants(JsonNode node, Map<String, String> constants) {
    for (Map.Entry<String, String> constant : constants.entrySet()) {
      JsonNode found = node.get(constant.getKey());
      if (found != null && !found.asText().equals(constant.getValue())) return false;
    }
    return true;
  }

  private static int commonNames(JsonNode node, Object value) {
    if (!node.isObject() || !(value instanceof Model)) return 0;
    JsonNode own = ((Model) value).toJson();
    int common = 0;
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      if (own.has(names.next())) common++;
    }
    return common;
  }

  public static ObjectNode object() {
    return NODES.objectNode();
  }

  /** Adds a property; an absent one adds nothing. */
  public static void put(ObjectNode owner, String name, Object value) {
    if (value instanceof Field<?>) {
      Field<?> field = (Field<?>) value;
      if (field.isSent()) owner.set(name, write(field.orNull()));
    } else if (value instanceof Optional<?>) {
      ((Optional<?>) value).ifPresent(present -> owner.set(name, write(present)));
    } else {
      owner.set(name, write(value));
    }
  }

  /** Any value of the generated types as JSON. Uploads stay what they are, for multipart. */
  public static JsonNode write(Object value) {
    if (value == null) return NullNode.getInstance();
    if (value instanceof JsonNode) return (JsonNode) value;
    if (value instanceof Model) return ((Model) value).toJson();
    if (value instanceof Optional<?>) return write(((Optional<?>) value).orElse(null));
    if (value instanceof Long) return NODES.numberNode((Long) value);
    if (value instanceof Integer) return NODES.numberNode((Integer) value);
    if (value instanceof Boolean) return NODES.booleanNode((Boolean) value);
    if (value instanceof Double) return number((Double) value);
    if (value instanceof byte[]) {
      return NODES.textNode(Base64.getEncoder().encodeToString((byte[]) value));
    }
    if (value instanceof OffsetDateTime) {
      return NODES.textNode(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format((OffsetDateTime) value));
    }
    if (value instanceof Upload) return NODES.pojoNode(value);
    if (value instanceof Iterable<?>) {
      ArrayNode array = NODES.arrayNode();
      for (Object item : (Iterable<?>) value) array.add(write(item));
      return array;
    }
    if (value instanceof Map<?, ?>) {
      ObjectNode object = NODES.objectNode();
      ((Map<?, ?>) value).forEach((key, item) -> object.set(String.valueOf(key), write(item)));
      return object;
    }
    return NODES.textNode(value.toString());
  }

  /** 64-bit integers that travel as text: every number in the value becomes a string. */
  public static Object asText(Object value) {
    if (value instanceof Long) return value.toString();
    if (value instanceof Optional<?>) return ((Optional<?>) value).map(Json::asText);
    if (value instanceof Field<?>) {
      Field<?> field = (Field<?>) value;
      return field.orNull() == null ? field : Field.of(asText(field.orNull()));
    }
    if (value instanceof List<?>) {
      List<Object> items = new ArrayList<>();
      for (Object item : (List<?>) value) items.add(asText(item));
      return items;
    }
    if (value instanceof Map<?, ?>) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((key, item) -> entries.put(key, asText(item)));
      return entries;
    }
    return value;
  }

  /** 1.0 is written as 1, as a contract that says integer would. */
  private static JsonNode number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) return NODES.numberNode((long) value);
    return NODES.numberNode(value);
  }

  private static String readString(JsonNode node, String at) {
    if (!node.isTextual()) throw wrong(at, "a string", node);
    return node.textValue();
  }

  /** Text is accepted, because that is how 64 bits travel in JSON. */
  private static Long readLong(JsonNode node, String at) {
    try {
      if (node.isNumber()) return node.decimalValue().longValueExact();
      if (node.isTextual()) return new BigDecimal(node.textValue()).longValueExact();
    } catch (ArithmeticException | NumberFormatException cause) {
      throw new DecodeException(at + ": " + node + " is not an integer of 64 bits", cause);
    }
    throw wrong(at, "an integer", node);
  }

  private static Double readDouble(JsonNode node, String at) {
    if (!node.isNumber()) throw wrong(at, "a number", node);
    return node.doubleValue();
  }

  private static Boolean readBoolean(JsonNode node, String at) {
    if (!node.isBoolean()) throw wrong(at, "a boolean", node);
    return node.booleanValue();
  }

  private static OffsetDateTime readDateTime(JsonNode node, String at) {
    String text = readString(node, at);
    try {
      return OffsetDateTime.parse(text.replace(' ', 'T'), DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    } catch (DateTimeException cause) {
      throw new DecodeException(at + ": \"" + text + "\" is not a date-time of RFC 3339", cause);
    }
  }

  private static LocalDate readDate(JsonNode node, String at) {
    String text = readString(node, at);
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException cause) {
      throw new DecodeException(at + ": \"" + text + "\" is not a date of RFC 3339", cause);
    }
  }

  private static byte[] readBase64(JsonNode node, String at) {
    String text = readString(node, at);
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException cause) {
      throw new DecodeException(at + ": not base64", cause);
    }
  }

  private static DecodeException wrong(String at, String expected, JsonNode found) {
    String kind = found.isContainerNode() ? (found.isArray() ? "an array" : "an object") : null;
    return new DecodeException(
        at + ": expected " + expected + ", found " + (kind == null ? found : kind));
  }
}
`;
