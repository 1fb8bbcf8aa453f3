package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration NOTHING = Duration.ZERO;

  private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));

  @Test
  void doublesUpToTheCap() {
    assertThat(backoff.wait(1, NOTHING, 1)).hasMillis(250);
    assertThat(backoff.wait(2, NOTHING, 1)).hasMillis(500);
    assertThat(backoff.wait(3, NOTHING, 1)).hasMillis(1000);
    assertThat(backoff.wait(8, NOTHING, 1)).hasMillis(30_000);
    assertThat(backoff.wait(Integer.MAX_VALUE, NOTHING, 1)).hasMillis(30_000);
  }

  @Test
  void spreadsWaitsOverTheirUpperHalf() {
    assertThat(backoff.wait(1, NOTHING, 0)).hasMillis(125);
    assertThat(backoff.wait(1, NOTHING, 0.5)).isEqualTo(Duration.ofNanos(187_500_000));
  }

  @Test
  void neverComesBeforeTheServerAskedFor() {
    assertThat(backoff.wait(1, Duration.ofMinutes(5), 1)).hasMinutes(5);
    assertThat(backoff.wait(8, Duration.ofSeconds(1), 1)).hasSeconds(30);
  }
}
