package dev.haul.origin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a Range header as RFC 9110 section 14 asks of a server. */
record RangeHeader(long first, long length) {
  static final RangeHeader UNSATISFIABLE = new RangeHeader(-1, 0);
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Null for one that a server ignores: another unit, several ranges, nonsense. */
  static @Nullable RangeHeader of(String value, long size) {
    Matcher single = SINGLE.matcher(value.replace(" ", ""));
    if (!single.matches()) {
      return null;
    }
    String first = single.group(1);
    String last = single.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? null : suffix(Long.parseLong(last), size);
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    if (to < from) {
      return null;
    }
    return from >= size ? UNSATISFIABLE : new RangeHeader(from, Math.min(to, size - 1) - from + 1);
  }

  private static RangeHeader suffix(long bytes, long size) {
    long length = Math.min(bytes, size);
    return length == 0 ? UNSATISFIABLE : new RangeHeader(size - length, length);
  }
}
