package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Permanent;
import dev.haul.download.Retryable;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EndlessBodiesTest {

  private static final Path FOLDER = Path.of("/d");
  private static final long MIB = 1L << 20;

  @Test
  void bodyMayBeAsLargeAsTheLimit() {
    assertThat(EndlessBodies.judge(1000, FOLDER, 1000 * MIB, 1000)).isNull();
    assertThat(EndlessBodies.judge(1001, FOLDER, 1000 * MIB, 1000))
        .isInstanceOf(Permanent.TooLarge.class);
  }

  @Test
  void largeBodyLeavesRoomOnTheDisk() {
    assertThat(EndlessBodies.judge(65 * MIB, FOLDER, 64 * MIB, Long.MAX_VALUE)).isNull();
    assertThat(EndlessBodies.judge(65 * MIB, FOLDER, 64 * MIB - 1, Long.MAX_VALUE))
        .isInstanceOf(Retryable.DiskFull.class);
  }

  @Test
  void smallBodyMayUseAFullDisk() {
    assertThat(EndlessBodies.judge(MIB, FOLDER, 0, Long.MAX_VALUE)).isNull();
  }
}
