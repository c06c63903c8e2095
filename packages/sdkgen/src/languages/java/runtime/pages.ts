// Page.java and Paged.java of a Java SDK, after their package line: the same in every one.
// Lists over their pages, which are asked for when they are needed.

export const PAGE_JAVA = `import java.util.List;

/**
 * One page of a list.
 *
 * @param value the whole answer
 */
public record Page<I, R>(List<I> items, R value) {}
`;

export const PAGED_JAVA = String.raw`import com.fasterxml.jackson.databind.JsonNode;
import __package__.models.DecodeException;
import __package__.models.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All items of a list over its pages; the next page is asked for only when it is needed. */
public final class Paged<I, R> implements Iterable<I> {
  /** How an answer leads to the call for the next page; null when there is none. */
  @FunctionalInterface
  interface Next {
    Call after(Call call, JsonNode json, Answer answer, int items);
  }

  private static final Pattern NEXT_LINK =
      Pattern.compile(
          "<([^>]*)>[^<]*;\\s*rel=\"?(?:[^\";]*\\s)?next(?:\\s[^\";]*)?\"?",
          Pattern.CASE_INSENSITIVE);

  private final Http http;
  private final Call first;
  private final RequestOptions options;
  private final Json.Reader<R> reader;
  private final Json.Reader<I> itemReader;
  private final List<String> items;
  private final Next next;

  Paged(
      Http http,
      Call first,
      RequestOptions options,
      Json.Reader<R> reader,
      Json.Reader<I> itemReader,
      List<String> items,
      Next next) {
    this.http = http;
    this.first = first;
    this.options = options;
    this.reader = reader;
    this.itemReader = itemReader;
    this.items = items;
    this.next = next;
  }

  public Stream<I> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<I> iterator() {
    Iterator<Page<I, R>> pages = pages().iterator();
    return new Iterator<>() {
      private Iterator<I> current = List.<I>of().iterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && pages.hasNext()) current = pages.next().items().iterator();
        return current.hasNext();
      }

      @Override
      public I next() {
        if (!hasNext()) throw new NoSuchElementException();
        return current.next();
      }
    };
  }

  /** The same page by page. */
  public Iterable<Page<I, R>> pages() {
    return Pages::new;
  }

  private final class Pages implements Iterator<Page<I, R>> {
    private final Set<String> asked = new HashSet<>();
    private Supplier<Call> following = () -> first;
    private Page<I, R> ready;

    @Override
    public boolean hasNext() {
      if (ready != null) return true;
      Call call = following.get();
      // A cursor that comes again would never end.
      if (call == null || !asked.add(call.target())) {
        following = () -> null;
        return false;
      }
      ready = fetch(call);
      return true;
    }

    @Override
    public Page<I, R> next() {
      if (!hasNext()) throw new NoSuchElementException();
      Page<I, R> page = ready;
      ready = null;
      return page;
    }

    private Page<I, R> fetch(Call call) {
      Answer answer = http.answer(call, options);
      JsonNode json = answer.json();
      try {
        R value = reader.read(json, "body");
        List<I> found = new ArrayList<>();
        JsonNode list = at(json, items);
        if (list.isArray()) {
          for (JsonNode item : list) found.add(itemReader.read(item, "item " + found.size()));
        }
        int count = found.size();
        following = () -> count == 0 ? null : next.after(call, json, answer, count);
        return new Page<>(List.copyOf(found), value);
      } catch (DecodeException wrong) {
        throw answer.undecodable(wrong);
      }
    }
  }

  private static JsonNode at(JsonNode node, List<String> path) {
    JsonNode found = node;
    for (String name : path) found = found.path(name);
    return found;
  }

  private static String textAt(JsonNode node, List<String> path) {
    JsonNode found = at(node, path);
    return found.isValueNode() && !found.isNull() ? found.asText() : "";
  }

  private static boolean says(JsonNode json, List<String> more) {
    return more.isEmpty() || at(json, more).asBoolean(true);
  }

  /** The answer holds the cursor. */
  static Next cursor(String param, List<String> cursor, List<String> more) {
    return (call, json, answer, count) -> {
      String text = textAt(json, cursor);
      return text.isEmpty() || !says(json, more) ? null : call.withQuery(param, text);
    };
  }

  /** The last item holds the cursor. */
  static Next lastItem(String param, String field, List<String> items, List<String> more) {
    return (call, json, answer, count) -> {
      String text = textAt(at(json, items).path(count - 1), List.of(field));
      return text.isEmpty() || !says(json, more) ? null : call.withQuery(param, text);
    };
  }

  /** The caller counts pages (a step of 1) or items (a step of 0: as many as came). */
  static Next count(String param, long start, int step) {
    return (call, json, answer, count) ->
        call.withQuery(
            param,
            String.valueOf(call.queryNumber(param, start) + (step == 0 ? count : step)));
  }

  /** The answer, or its Link header, holds the URL of the next page. */
  static Next url(List<String> next) {
    return (call, json, answer, count) -> {
      String text = next.isEmpty() ? nextLink(answer) : textAt(json, next);
      return text.isEmpty() ? null : call.withUrl(answer.url(), text);
    };
  }

  /** The URL of the Link header with rel="next", or nothing. */
  private static String nextLink(Answer answer) {
    for (String link : answer.headers().getOrDefault("link", List.of())) {
      Matcher matcher = NEXT_LINK.matcher(link);
      if (matcher.find()) return matcher.group(1);
    }
    return "";
  }
}
`;
