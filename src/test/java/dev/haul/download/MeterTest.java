package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Meter meter;

  MeterTest(@TempDir Path folder) {
    meter = Samples.open(Samples.downloads(folder), Samples.request("a")).meter();
  }

  @Test
  void knowsNoSpeedBeforeTheFirstAnswer() {
    meter.fetched(1_000_000);
    assertThat(meter.bytesPerSecondOfOneConnection()).isZero();
    assertThat(meter.bytesPerSecondOfOneSoFar()).isZero();
  }

  /** Chunks that are sized by it are too large, and the last of them ends long after the others. */
  @Test
  void burstAtTheBeginningIsNoSpeedYet() {
    meter.answered(1);
    meter.fetched(1_000_000);
    assertThat(meter.bytesPerSecondOfOneConnection()).isZero();
    assertThat(meter.bytesPerSecondOfOneSoFar()).isPositive();
  }

  @Test
  void whatIsMeasuredCountsFromTheFirstAnswerOn() {
    meter.answered(1);
    meter.fetched(3_000_000);
    meter.tick(meter.firstAnsweredAt() + 3 * SECOND);
    assertThat(meter.bytesPerSecondOfOneConnection()).isEqualTo(1_000_000);
    assertThat(meter.bytesPerSecondOfOneSoFar()).isEqualTo(1_000_000);
  }

  @Test
  void knowsWhenTheSenderIsFasterThanThisMachine() {
    meter.answered(1);
    meter.fetched(100);
    meter.wereWaiting(50);
    assertThat(meter.isReceiverLimited()).isFalse();
    meter.wereWaiting(1);
    assertThat(meter.isReceiverLimited()).isTrue();
  }

  @Test
  void goesByWhatCameSinceTheLastMeasure() {
    meter.answered(1);
    meter.fetched(100);
    meter.wereWaiting(100);
    meter.tick(meter.firstAnsweredAt() + SECOND);
    assertThat(meter.isReceiverLimited()).isTrue();
    meter.fetched(10);
    meter.tick(meter.firstAnsweredAt() + 2 * SECOND);
    assertThat(meter.isReceiverLimited()).isFalse();
    meter.tick(meter.firstAnsweredAt() + 3 * SECOND);
    assertThat(meter.isReceiverLimited()).isFalse();
  }
}
