package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpeedFloorTest {

  private static final SpeedFloor RELATIVE =
      new SpeedFloor(300_000, Duration.ofSeconds(3), 3, true, 0.3);
  private static final SpeedFloor ABSOLUTE =
      new SpeedFloor(300_000, Duration.ofSeconds(3), 3, false, 0.3);

  @Test
  void cutsWhatIsBelowTheFloorAndFarBelowItsSiblings() {
    assertThat(RELATIVE.isTooSlow(100_000, 1_000_000, 0)).isTrue();
    assertThat(RELATIVE.isTooSlow(299_999, 1_000_000, 0)).isTrue();
  }

  @Test
  void leavesWhatIsFastEnough() {
    assertThat(RELATIVE.isTooSlow(300_000, 100_000_000, 0)).isFalse();
    assertThat(ABSOLUTE.isTooSlow(300_000, 0, 0)).isFalse();
  }

  @Test
  void slowLineIsNobodysFault() {
    assertThat(RELATIVE.isTooSlow(100_000, 200_000, 0)).isFalse();
    assertThat(RELATIVE.isTooSlow(0, 0, 0)).isFalse();
  }

  @Test
  void absoluteFloorDoesNotCompare() {
    assertThat(ABSOLUTE.isTooSlow(299_999, 0, 0)).isTrue();
  }

  @Test
  void lastAttemptRunsAtAnySpeed() {
    assertThat(RELATIVE.isTooSlow(0, 1_000_000, 2)).isTrue();
    assertThat(RELATIVE.isTooSlow(0, 1_000_000, 3)).isFalse();
  }
}
