package dev.haul.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkSizingTest {

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final long SECOND = 1_000_000_000;

  private final ChunkSizing sizing = sizing(true);

  private static ChunkSizing sizing(boolean growth) {
    return new ChunkSizing(
        512 * KIB, 4 * MIB, 16 * MIB, 64 * MIB, growth, Duration.ofSeconds(4), 64 * MIB);
  }

  @Test
  void beginsByTheTable() {
    assertThat(sizing.first()).isEqualTo(512 * KIB);
    assertThat(sizing.start(0)).isEqualTo(512 * KIB);
    assertThat(sizing.start(100 * MIB - 1)).isEqualTo(512 * KIB);
    assertThat(sizing.start(100 * MIB)).isEqualTo(4 * MIB);
    assertThat(sizing.start(GIB - 1)).isEqualTo(4 * MIB);
    assertThat(sizing.start(GIB)).isEqualTo(16 * MIB);
    assertThat(sizing.start(10 * GIB - 1)).isEqualTo(16 * MIB);
    assertThat(sizing.start(10 * GIB)).isEqualTo(64 * MIB);
    assertThat(sizing.start(Long.MAX_VALUE)).isEqualTo(64 * MIB);
  }

  @Test
  void keepsTheTableWhileTheSpeedIsNotKnown() {
    assertThat(sizing.next(GIB, GIB, 0, SECOND, 4)).isEqualTo(16 * MIB);
  }

  @Test
  void keepsTheTableWithoutGrowth() {
    assertThat(sizing(false).next(50 * MIB, 50 * MIB, 10 * MIB, SECOND, 1)).isEqualTo(512 * KIB);
  }

  @Test
  void growsToWhatItsConnectionDeliversInTime() {
    assertThat(sizing.next(90 * MIB, 90 * MIB, MIB, SECOND, 1)).isEqualTo(4 * MIB);
    assertThat(sizing.next(90 * MIB, 90 * MIB, 100 * KIB, SECOND, 1)).isEqualTo(512 * KIB);
  }

  @Test
  void growsNoFurtherThanTheLargest() {
    assertThat(sizing.next(100 * GIB, 100 * GIB, GIB, SECOND, 1)).isEqualTo(64 * MIB);
  }

  @Test
  void growsOnlyAsFarAsTheWaitForTheFirstByteAsks() {
    assertThat(sizing.next(90 * MIB, 90 * MIB, 10 * MIB, SECOND / 100, 1)).isEqualTo(4 * MIB);
    assertThat(sizing.next(90 * MIB, 90 * MIB, 10 * MIB, SECOND / 10_000, 1)).isEqualTo(512 * KIB);
  }

  @Test
  void leavesEveryConnectionItsShare() {
    assertThat(sizing.next(90 * MIB, 40 * MIB, 10 * MIB, SECOND, 20)).isEqualTo(2 * MIB);
    assertThat(sizing.next(90 * MIB, MIB, 10 * MIB, SECOND, 20)).isEqualTo(512 * KIB);
  }
}
