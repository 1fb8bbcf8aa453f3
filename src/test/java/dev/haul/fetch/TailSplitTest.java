package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TailSplitTest {

  private static final TailSplit SPLIT = new TailSplit(256_000);

  @Test
  void equalConnectionsShareEqually() {
    assertThat(SPLIT.take(10_000_000, 1_000_000, 1_000_000, 0)).isEqualTo(5_000_000);
  }

  @Test
  void crawlingConnectionGivesAwayNearlyAll() {
    long take = SPLIT.take(1_000_000, 20_000, 1_000_000, 0);
    assertThat(take).isCloseTo(980_392, within(1L));
  }

  @Test
  void bothEndTogether() {
    double wait = 0.2;
    long take = SPLIT.take(5_000_000, 300_000, 700_000, wait);
    double rest = (5_000_000 - take) / 300_000.0;
    assertThat(rest).isCloseTo(wait + take / 700_000.0, Percentage.withPercentage(0.1));
  }

  @Test
  void takesNothingThatSavesLessThanARequestCosts() {
    assertThat(SPLIT.take(900_000, 1_000_000, 1_000_000, 0)).isZero();
    assertThat(SPLIT.take(1_000_000, 1_000_000, 1_000_000, 2)).isZero();
  }

  @Test
  void takesSmallPiecesOnlyOfLongTails() {
    assertThat(SPLIT.take(300_000, 200_000, 400_000, 0)).isZero();
    assertThat(SPLIT.take(100_000, 20_000, 400_000, 0)).isPositive();
  }

  @Test
  void takesNothingWithoutASpeedToCompare() {
    assertThat(SPLIT.take(1_000_000, 0, 1_000_000, 0)).isZero();
    assertThat(SPLIT.take(1_000_000, 1_000_000, 0, 0)).isZero();
  }

  @Test
  void neverTakesMoreThanIsLeft() {
    for (long left = 1; left < 1L << 40; left = left * 3 + 1) {
      for (double speed = 1; speed < 1e9; speed *= 7) {
        long take = SPLIT.take(left, speed, 1_000_000, 0.1);
        assertThat(take).isBetween(0L, left - 1);
      }
    }
  }
}
