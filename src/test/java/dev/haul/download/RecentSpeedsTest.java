package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentSpeedsTest {

  private static final long SECOND = 1_000_000_000L;

  private final RecentSpeeds speeds = new RecentSpeeds();

  @Test
  void meansBytesOverTime() {
    speeds.add(1_000_000, SECOND, 0);
    speeds.add(1_000_000, 3 * SECOND, 0);
    assertThat(speeds.mean(0)).isEqualTo(500_000);
  }

  @Test
  void knowsNothingBeforeTheFirst() {
    assertThat(speeds.mean(0)).isZero();
  }

  @Test
  void forgetsAfterHalfAMinute() {
    speeds.add(1_000_000, SECOND, 0);
    speeds.add(2_000_000, SECOND, 20 * SECOND);
    assertThat(speeds.mean(30 * SECOND)).isEqualTo(1_500_000);
    assertThat(speeds.mean(31 * SECOND)).isEqualTo(2_000_000);
    assertThat(speeds.mean(51 * SECOND)).isZero();
  }

  @Test
  void leavesOutWhatFitsIntoABuffer() {
    speeds.add(65_535, 1, 0);
    speeds.add(1_000_000, 0, 0);
    assertThat(speeds.mean(0)).isZero();
  }

  @Test
  void keepsTheNewestOfMany() {
    for (int i = 0; i < 100; i++) {
      speeds.add(i < 36 ? 9_000_000 : 1_000_000, SECOND, 0);
    }
    assertThat(speeds.mean(0)).isEqualTo(1_000_000);
  }
}
