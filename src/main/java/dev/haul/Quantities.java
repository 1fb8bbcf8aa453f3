package dev.haul;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads sizes, rates and durations as people write them: {@code 4MiB}, {@code 300KB/s}, {@code
 * 30s}.
 *
 * <p>Nothing comes back for text that is not one, or whose value does not fit into a {@code long}:
 * the caller knows where the text came from and says so. {@code KB} is 1000 bytes and {@code KiB}
 * 1024; letter case does not matter.
 */
final class Quantities {

  static final String SIZE = "a size such as 4MiB, 100KB or 512";
  static final String RATE = "a rate such as 300KB/s or 1MiB/s";
  static final String DURATION = "a duration such as 250ms, 30s, 5m or 1h";

  /** 19 digits hold every long; the bounds keep the arithmetic on hostile input small. */
  private static final Pattern NUMBER_AND_UNIT =
      Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z]*)");

  private static final Map<String, Long> BYTES =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Quantities() {}

  /** Bytes. */
  static OptionalLong size(String text) {
    return read(text, BYTES);
  }

  /** Bytes per second; the {@code /s} must be there, so that nobody takes bits for bytes. */
  static OptionalLong rate(String text) {
    String trimmed = text.strip();
    return trimmed.toLowerCase(Locale.ROOT).endsWith("/s")
        ? size(trimmed.substring(0, trimmed.length() - 2))
        : OptionalLong.empty();
  }

  /** A time span, exact to the millisecond. */
  static Optional<Duration> duration(String text) {
    OptionalLong millis = read(text, MILLIS);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong read(String text, Map<String, Long> units) {
    Matcher parts = NUMBER_AND_UNIT.matcher(text.strip());
    if (!parts.matches()) {
      return OptionalLong.empty();
    }
    Long unit = units.get(parts.group(2).toLowerCase(Locale.ROOT));
    if (unit == null) {
      return OptionalLong.empty();
    }
    BigDecimal value = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
    return value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(value.setScale(0, RoundingMode.DOWN).longValueExact());
  }
}
