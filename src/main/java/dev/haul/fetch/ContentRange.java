package dev.haul.fetch;

import dev.haul.download.ByteRange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Range} field (RFC 9110 §14.4).
 *
 * @param range the bytes in the body, or null in {@code bytes *&#47;N}
 * @param total size of the whole file, or null in {@code bytes x-y/*}
 */
record ContentRange(@Nullable ByteRange range, @Nullable Long total) {

  private static final Pattern FIELD =
      Pattern.compile(
          "bytes (?:(\\d{1,18})-(\\d{1,18})|(\\*))/(?:(\\d{1,18})|(\\*))",
          Pattern.CASE_INSENSITIVE);

  /**
   * @return null when {@code field} is not one valid byte range
   */
  static @Nullable ContentRange parse(@Nullable String field) {
    if (field == null) {
      return null;
    }
    Matcher parts = FIELD.matcher(field.strip());
    if (!parts.matches()) {
      return null;
    }
    Long total = parts.group(4) == null ? null : Long.valueOf(parts.group(4));
    if (parts.group(3) != null) {
      return total == null ? null : new ContentRange(null, total);
    }
    long first = Long.parseLong(parts.group(1));
    long last = Long.parseLong(parts.group(2));
    if (last < first || (total != null && last >= total)) {
      return null;
    }
    return new ContentRange(new ByteRange(first, last), total);
  }
}
