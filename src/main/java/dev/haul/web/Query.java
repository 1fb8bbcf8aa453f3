package dev.haul.web;

import dev.haul.download.Declined;
import dev.haul.download.Declined.Kind;
import dev.haul.download.Nearest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a URL, read strictly: one that nobody knows is an error, not ignored. */
final class Query {

  static final int MOST = 1000;
  private static final int USUAL = 100;

  private final Map<String, String> values = new HashMap<>();

  private Query() {}

  /**
   * @param known names of the parameters there are
   */
  static Query parse(@Nullable String text, List<String> known) throws Declined {
    Query query = new Query();
    for (String pair : (text == null ? "" : text).split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!known.contains(name)) {
        throw invalid(
            "unknown parameter \""
                + name
                + "\"; did you mean \""
                + Nearest.to(name, known)
                + "\"?");
      }
      query.values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return query;
  }

  private static String decode(String text) throws Declined {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("a parameter with a wrong % in it");
    }
  }

  private static Declined invalid(String detail) {
    return new Declined(Kind.INVALID, "bad-parameter", detail);
  }

  /** What to look for, in lower case; empty for anything. */
  String text(String name) {
    return values.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
  }

  int limit() throws Declined {
    return number("limit", USUAL, 1, MOST);
  }

  int offset() throws Declined {
    return number("offset", 0, 0, Integer.MAX_VALUE);
  }

  private int number(String name, int usual, int least, int most) throws Declined {
    String text = values.get(name);
    if (text == null) {
      return usual;
    }
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    throw invalid(name + ": expected a whole number from " + least + " to " + most);
  }

  /** Constants between commas; all when none is named. */
  <E extends Enum<E>> Set<E> constants(String name, Class<E> type) throws Declined {
    List<E> all = Arrays.asList(type.getEnumConstants());
    Set<E> found = new HashSet<>();
    for (String word : text(name).split(",", -1)) {
      if (!word.isBlank()) {
        E constant =
            all.stream()
                .filter(each -> each.toString().equals(word.strip()))
                .findFirst()
                .orElse(null);
        if (constant == null) {
          throw invalid(name + ": expected one or more of " + all + ", was \"" + word + "\"");
        }
        found.add(constant);
      }
    }
    return found.isEmpty() ? Set.copyOf(all) : found;
  }
}
