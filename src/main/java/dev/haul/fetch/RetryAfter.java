package dev.haul.fetch;

import dev.haul.download.HttpDate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@code Retry-After} field: seconds or a date (RFC 9110 §10.2.3). */
final class RetryAfter {

  /** Nobody waits longer on a server's word alone. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * @param date the response's {@code Date}, against which a date is measured when it is there, so
   *     that a wrong clock does no harm
   * @return zero when there is no usable field; at most an hour
   */
  static Duration parse(@Nullable String field, @Nullable String date, Clock clock) {
    if (field == null) {
      return Duration.ZERO;
    }
    String value = field.strip();
    if (value.matches("[0-9]+")) {
      return value.length() > 9 ? LONGEST : clamped(Duration.ofSeconds(Long.parseLong(value)));
    }
    Instant now = clock.instant();
    Instant then = HttpDate.parse(value, now);
    if (then == null) {
      return Duration.ZERO;
    }
    Instant theirs = date == null ? null : HttpDate.parse(date.strip(), now);
    return clamped(Duration.between(theirs == null ? now : theirs, then));
  }

  private static Duration clamped(Duration asked) {
    return asked.isNegative() ? Duration.ZERO : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
