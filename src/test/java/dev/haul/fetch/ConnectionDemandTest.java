package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Download;
import dev.haul.download.Meter;
import dev.haul.download.Samples;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionDemandTest {

  private static final long FAST = 1_000_000_000;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @TempDir private Path folder;
  private Download download;

  @BeforeEach
  void openDownload() {
    download = Samples.open(Samples.downloads(folder), Samples.request("a"));
  }

  private static ConnectionDemand enough(long bytesPerSecond) {
    return new ConnectionDemand(bytesPerSecond, any -> 32);
  }

  private void awaitReview(ConnectionDemand demand) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> System.nanoTime() - demand.reviewAt(download) >= 0);
  }

  @Test
  void needsAsManyAsReachEnough() {
    assertThat(enough(FAST).needed(100_000_000)).isEqualTo(10);
    assertThat(enough(FAST).needed(1_000_000)).isEqualTo(1000);
    assertThat(enough(FAST).needed(1)).isEqualTo(1_000_000_000);
  }

  @Test
  void needsTheNearestNumberAndAtLeastOne() {
    assertThat(enough(FAST).needed(700_000_000)).isEqualTo(1);
    assertThat(enough(FAST).needed(600_000_000)).isEqualTo(2);
    assertThat(enough(FAST).needed(9_000_000_000L)).isEqualTo(1);
  }

  @Test
  void needsAllWhenNothingIsKnown() {
    assertThat(enough(FAST).needed(0)).isEqualTo(Integer.MAX_VALUE);
    assertThat(enough(FAST).connections(download)).isEqualTo(32);
  }

  @Test
  void needsAllWhenNothingCameInTime() {
    download.meter().answered(1);
    awaitReview(enough(FAST));
    assertThat(enough(FAST).connections(download)).isEqualTo(32);
    assertThat(enough(FAST).longestRequest(download)).isZero();
  }

  @Test
  void goesByWhatTheFirstConnectionBroughtBeforeAnythingIsMeasured() {
    download.meter().answered(1);
    download.meter().fetched(1_000_000);
    awaitReview(enough(FAST));
    assertThat(enough(FAST).connections(download)).isGreaterThan(1);
    assertThat(enough(1).connections(download)).isEqualTo(1);
  }

  @Test
  void joinsChunksOnlyOnceOneConnectionShowedThatItIsEnough() {
    assertThat(enough(1).longestRequest(download)).isZero();
    download.meter().answered(1);
    download.meter().fetched(1_000_000);
    awaitReview(enough(1));
    assertThat(enough(1).longestRequest(download)).isEqualTo(Long.MAX_VALUE);
    assertThat(enough(FAST).longestRequest(download)).isZero();
  }

  @Test
  void asksForNoMoreThanTheServerBears() {
    download.location().allow(4_000_000);
    download.meter().answered(1);
    download.meter().fetched(1_000_000);
    awaitReview(enough(1));
    assertThat(enough(1).longestRequest(download)).isEqualTo(4_000_000);
  }

  @Test
  void oneConnectionShowsFirstWhatItDelivers() {
    download.meter().answered(1);
    download.meter().fetched(1);
    int first = enough(FAST).connections(download);
    assertThat(isReviewed() ? 1 : first).isEqualTo(1);
    awaitReview(enough(FAST));
    assertThat(enough(FAST).connections(download)).isEqualTo(32);
  }

  private boolean isReviewed() {
    return System.nanoTime() - enough(FAST).reviewAt(download) >= 0;
  }

  @Test
  void allComeAtOnceWhenNoConnectionCouldBeEnough() {
    download.meter().answered(1);
    download.meter().fetched(1);
    assertThat(enough(100 * FAST).connections(download)).isEqualTo(32);
    assertThat(enough(100 * FAST).longestRequest(download)).isZero();
  }

  /** More of them would only compete for the processors. */
  @Test
  void oneConnectionThatWaitsForThisMachineMayBeFourTimesSlower() {
    Meter meter = download.meter();
    meter.answered(1);
    meter.fetched(100_000_000);
    meter.wereWaiting(100_000_000);
    meter.tick(meter.firstAnsweredAt() + SECOND);
    awaitReview(enough(FAST));
    assertThat(enough(300_000_000).connections(download)).isEqualTo(1);
    assertThat(enough(300_000_000).longestRequest(download)).isEqualTo(Long.MAX_VALUE);
    assertThat(enough(1_200_000_000).connections(download)).isEqualTo(3);
    meter.fetched(100_000_000);
    meter.tick(meter.firstAnsweredAt() + 2 * SECOND);
    assertThat(enough(300_000_000).connections(download)).isEqualTo(3);
    assertThat(enough(300_000_000).longestRequest(download)).isZero();
  }
}
