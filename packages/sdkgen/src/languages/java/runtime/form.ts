// Form.java of a Java SDK, after its package line: the same in every one.
// Bodies of application/x-www-form-urlencoded.

export const FORM_JAVA = `import __package__.models.Json;
import __package__.models.Upload;
import java.util.ArrayList;
import java.util.List;

/** The body of a form that is sent as one text. */
final class Form {
  private Form() {}

  static Upload body(Object value, String[][] encodings) {
    List<Parameters.Pair> pairs = new ArrayList<>();
    Json.write(value)
        .fields()
        .forEachRemaining(
            entry -> {
              String[] encoding = rowOf(encodings, entry.getKey());
              boolean object = entry.getValue().isObject();
              String style = encoding == null ? (object ? "deepObject" : "form") : encoding[1];
              boolean explode = encoding == null || encoding[2].equals("true");
              boolean reserved = encoding != null && encoding[3].equals("true");
              boolean document = style.equals("json");
              Object item = document ? Call.document(entry.getValue()) : entry.getValue();
              pairs.addAll(Parameters.pairs(entry.getKey(), item, style, explode, reserved));
            });
    return Upload.of(Parameters.joined(pairs));
  }

  /** What a contract says about a field: the row that begins with its name, or null. */
  static String[] rowOf(String[][] rows, String name) {
    for (String[] row : rows) if (row[0].equals(name)) return row;
    return null;
  }
}
`;
