// Parameters.java and Percent.java of a Java SDK, after their package line: the same in every one.
// How values travel in paths, query strings, headers and cookies: the styles of OpenAPI, and percent encoding.

export const PARAMETERS_JAVA = `import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import __package__.models.Json;
import __package__.models.Upload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** How values become parts of a URL, a header or a form. */
final class Parameters {
  /** A name and a value, both percent-encoded. */
  record Pair(String name, String encoded) {}

  private Parameters() {}

  /** A parameter of the path, as it stands there. */
  static String segment(String name, Object value, String style, boolean explode) {
    JsonNode json = Json.write(value);
    boolean named = explode && json.isObject();
    List<String> items = flat(json, explode);
    items.replaceAll(item -> encodeItem(item, named));
    String step = named ? ";" : ";" + Percent.encode(name) + "=";
    String prefix = style.equals("label") ? "." : style.equals("matrix") ? step : "";
    String separator =
        !explode || style.equals("simple") ? "," : style.equals("label") ? "." : step;
    return prefix + String.join(separator, items);
  }

  static List<String> cookies(String name, Object value, boolean explode) {
    JsonNode json = Json.write(value);
    List<String> cookies = new ArrayList<>();
    if (explode && json.isContainerNode()) {
      for (Pair pair : pairs(name, json, "form", true, false)) {
        cookies.add(pair.name() + "=" + pair.encoded());
      }
      return cookies;
    }
    List<String> items = flat(json, false);
    items.replaceAll(Percent::encode);
    cookies.add(name + "=" + String.join(",", items));
    return cookies;
  }

  /** A header's value, refused where it would end the header. */
  static String checked(String name, String value) {
    for (int index = 0; index < value.length(); index++) {
      char letter = value.charAt(index);
      if (letter == '\\r' || letter == '\\n' || letter == 0) {
        throw new IllegalArgumentException(
            "header " + name + " must not hold a line break or NUL; remove it from the value");
      }
    }
    return value;
  }

  static List<Pair> pairs(
      String name, Object value, String style, boolean explode, boolean reserved) {
    if (value == null) return List.of();
    JsonNode json = Json.write(value);
    List<Pair> pairs = new ArrayList<>();
    if (style.equals("deepObject")) {
      deepPairs(name, json, reserved, pairs);
    } else if (json.isObject() && explode) {
      json.fields()
          .forEachRemaining(
              entry -> {
                if (entry.getValue().isNull()) return;
                pairs.add(pair(entry.getKey(), asText(entry.getValue()), reserved));
              });
    } else if (json.isArray() && explode) {
      for (JsonNode item : json) pairs.add(pair(name, asText(item), reserved));
    } else if (json.isContainerNode()) {
      String separator =
          style.equals("spaceDelimited") ? "%20" : style.equals("pipeDelimited") ? "%7C" : ",";
      List<String> items = flat(json, false);
      items.replaceAll(reserved ? Percent::encodeReserved : Percent::encode);
      if (!items.isEmpty()) {
        pairs.add(new Pair(Percent.encode(name), String.join(separator, items)));
      }
    } else if (!json.isNull()) {
      pairs.add(pair(name, asText(json), reserved));
    }
    return pairs;
  }

  static Pair pair(String name, String value, boolean reserved) {
    String encoded = reserved ? Percent.encodeReserved(value) : Percent.encode(value);
    return new Pair(Percent.encode(name), encoded);
  }

  private static void deepPairs(String name, JsonNode value, boolean reserved, List<Pair> into) {
    if (value.isObject()) {
      Iterator<Map.Entry<String, JsonNode>> fields = value.fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> entry = fields.next();
        deepPairs(name + "[" + entry.getKey() + "]", entry.getValue(), reserved, into);
      }
    } else if (value.isArray()) {
      for (int index = 0; index < value.size(); index++) {
        deepPairs(name + "[" + index + "]", value.get(index), reserved, into);
      }
    } else if (!value.isNull()) {
      into.add(pair(name, asText(value), reserved));
    }
  }

  /** As a query string, or the body of a form. */
  static String joined(List<Pair> pairs) {
    List<String> fields = new ArrayList<>();
    for (Pair pair : pairs) fields.add(pair.name() + "=" + pair.encoded());
    return String.join("&", fields);
  }

  /** A value as the list of its items; an object as its keys and values. */
  static List<String> flat(JsonNode value, boolean explode) {
    List<String> items = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode item : value) items.add(asText(item));
    } else if (value.isObject()) {
      value
          .fields()
          .forEachRemaining(
              entry -> {
                if (entry.getValue().isNull()) return;
                String text = asText(entry.getValue());
                if (explode) items.add(entry.getKey() + "=" + text);
                else Collections.addAll(items, entry.getKey(), text);
              });
    } else if (!value.isNull()) {
      items.add(asText(value));
    }
    return items;
  }

  static String asText(JsonNode value) {
    if (value.isPojo()) {
      try {
        return new String(fileOf(value).readAll(), StandardCharsets.UTF_8);
      } catch (IOException cause) {
        throw new TransportException("a file of the request cannot be read", cause);
      }
    }
    return value.isContainerNode() ? Json.format(value) : value.asText();
  }

  static Upload fileOf(JsonNode value) {
    return (Upload) ((POJONode) value).getPojo();
  }

  /** Of an exploded object, the equals sign between key and value stays. */
  private static String encodeItem(String item, boolean keyed) {
    int equals = item.indexOf('=');
    if (!keyed || equals < 0) return Percent.encode(item);
    return Percent.encode(item.substring(0, equals))
        + "="
        + Percent.encode(item.substring(equals + 1));
  }
}
`;

export const PERCENT_JAVA = `import java.nio.charset.StandardCharsets;

/** Percent encoding. */
final class Percent {
  private Percent() {}

  static String encode(String text) {
    return encode(text, "-._~!'()*");
  }

  /** Reserved characters stay. */
  static String encodeReserved(String text) {
    return encode(text, "-._~!'()*:/?#[]@$&+,;=%");
  }

  private static String encode(String text, String kept) {
    StringBuilder encoded = new StringBuilder();
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) (unit & 0xff);
      boolean plain = letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
      if (plain || letter >= '0' && letter <= '9' || kept.indexOf(letter) >= 0) {
        encoded.append(letter);
      } else {
        encoded.append(String.format("%%%02X", (int) letter));
      }
    }
    return encoded.toString();
  }
}
`;
