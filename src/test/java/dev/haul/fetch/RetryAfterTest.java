package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("1994-11-06T08:47:37Z"), ZoneOffset.UTC);

  private static Duration wait(String field) {
    return RetryAfter.parse(field, null, CLOCK);
  }

  @Test
  void readsSeconds() {
    assertThat(wait("0")).isZero();
    assertThat(wait("120")).hasSeconds(120);
    assertThat(wait(" 7 ")).hasSeconds(7);
  }

  /** RFC 9110 §5.6.7: servers may send any of the three. */
  @Test
  void readsEveryFormOfADate() {
    assertThat(wait("Sun, 06 Nov 1994 08:49:37 GMT")).hasMinutes(2);
    assertThat(wait("Sunday, 06-Nov-94 08:49:37 GMT")).hasMinutes(2);
    assertThat(wait("Sun Nov  6 08:49:37 1994")).hasMinutes(2);
  }

  @Test
  void takesYearsOfTwoDigitsForNearOnes() {
    Clock now = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    assertThat(RetryAfter.parse("Sunday, 22-Nov-26 10:05:00 GMT", null, now)).hasMinutes(5);
  }

  @Test
  void clampsToAnHour() {
    assertThat(wait("315360000")).hasHours(1);
    assertThat(wait("99999999999999999999999")).hasHours(1);
    assertThat(wait("Sat, 06 Nov 2094 08:49:37 GMT")).hasHours(1);
  }

  @Test
  void whatIsOverIsNoWait() {
    assertThat(wait("Sun, 06 Nov 1994 08:40:00 GMT")).isZero();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "-1", "1.5", "soon", "1 h", "Sun, 99 Nov 1994 08:49:37 GMT", "٣"})
  void garbageIsNoWait(String field) {
    assertThat(wait(field)).isZero();
  }

  @Test
  void measuresDatesAgainstTheServersClock() {
    String then = "Wed, 01 Jan 2020 00:10:00 GMT";
    assertThat(RetryAfter.parse(then, "Wed, 01 Jan 2020 00:00:00 GMT", CLOCK)).hasMinutes(10);
    assertThat(RetryAfter.parse("30", "Wed, 01 Jan 2020 00:00:00 GMT", CLOCK)).hasSeconds(30);
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", "garbage", CLOCK)).hasMinutes(2);
  }
}
