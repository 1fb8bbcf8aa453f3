package dev.haul.origin;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 64MiB}, {@code 1.5MB}, {@code 1MB/s}, {@code 100000}. */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)([KMGT]?)(I?)B?(?:/S)?");
  private static final Map<String, Integer> POWERS = Map.of("", 0, "K", 1, "M", 2, "G", 3, "T", 4);

  private Sizes() {}

  static boolean is(String text) {
    return SIZE.matcher(text.toUpperCase(Locale.ROOT)).matches();
  }

  static long bytes(String text) {
    Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException("expected a size such as 64MiB or 1MB/s, was " + text);
    }
    double unit = size.group(3).isEmpty() ? 1000 : 1024;
    int power = POWERS.getOrDefault(size.group(2), 0);
    return (long) (Double.parseDouble(size.group(1)) * Math.pow(unit, power));
  }

  /** {@code 100ms}, {@code 2s}, or milliseconds without a unit. */
  static long millis(String text) {
    if (text.endsWith("ms")) {
      return Long.parseLong(text.substring(0, text.length() - 2));
    }
    return text.endsWith("s")
        ? (long) (1000 * Double.parseDouble(text.substring(0, text.length() - 1)))
        : Long.parseLong(text);
  }
}
