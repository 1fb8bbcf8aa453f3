package dev.haul.download;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A date in any of the three forms that RFC 9110 §5.6.7 wants understood.
 *
 * <pre>
 * Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
 * Sunday, 06-Nov-94 08:49:37 GMT   RFC 850
 * Sun Nov  6 08:49:37 1994         asctime
 * </pre>
 */
public final class HttpDate {

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private HttpDate() {}

  /** The form that is to be sent. */
  public static String format(Instant instant) {
    return IMF_FIXDATE.format(instant.atOffset(ZoneOffset.UTC));
  }

  /**
   * @param now for years of two digits, which are at most 49 years ahead of it
   * @return null when {@code text} is no date
   */
  public static @Nullable Instant parse(String text, Instant now) {
    Instant usual = fixdate(text);
    if (usual != null) {
      return usual;
    }
    for (DateTimeFormatter form : forms(now.atOffset(ZoneOffset.UTC).getYear() - 50)) {
      try {
        return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        // The next form, or none.
      }
    }
    return null;
  }

  /** What nearly every server sends, by position: a tenth of the time of a formatter. */
  private static @Nullable Instant fixdate(String text) {
    int month = text.length() == 29 ? MONTHS.indexOf(text.substring(8, 11)) : -1;
    if (month < 0) {
      return null;
    }
    try {
      Instant instant =
          LocalDateTime.of(
                  Integer.parseInt(text.substring(12, 16)),
                  month / 3 + 1,
                  Integer.parseInt(text.substring(5, 7)),
                  Integer.parseInt(text.substring(17, 19)),
                  Integer.parseInt(text.substring(20, 22)),
                  Integer.parseInt(text.substring(23, 25)))
              .toInstant(ZoneOffset.UTC);
      return format(instant).equals(text) ? instant : null;
    } catch (DateTimeException | NumberFormatException e) {
      return null;
    }
  }

  private static List<DateTimeFormatter> forms(int firstYear) {
    DateTimeFormatter rfc850 =
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US);
    return List.of(rfc850, DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US));
  }
}
