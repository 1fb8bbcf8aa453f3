package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.downloads;
import static dev.haul.Aftermath.flights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Download;
import dev.haul.download.Hold;
import dev.haul.download.Receipt;
import dev.haul.fetch.Holds;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A held download waits, keeps what it has, and lets others pass. */
@Timeout(60)
class HoldTest {

  private static final Content CONTENT = Content.of(3, 3_000_000);
  private static final Hold PAUSE = new Hold(Hold.Kind.PAUSED, "paused", null);
  private static final Hold DISK = new Hold(Hold.Kind.DISK, "waiting: disk", null);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private CompletableFuture<Receipt> beginSlowly(HaulFixture haul, Behaviour... more) {
    Behaviour[] all = new Behaviour[more.length + 1];
    all[0] = Pace.rate(60_000);
    System.arraycopy(more, 0, all, 1, more.length);
    return haul.begin(origin.serve("/slow.bin", CONTENT, all));
  }

  private static Download only(HaulFixture haul) {
    return await()
        .until(
            () -> downloads(haul.context()).all().stream().findFirst().orElse(null),
            d -> d != null && d.progress(flights(haul.context()).bytesInFlight(d)).bytes() > 0);
  }

  private static Holds holds(HaulFixture haul) {
    return haul.context().getRegistry().lookupByNameAndType("haulHolds", Holds.class);
  }

  private static void assertQuiet(HaulFixture haul, Download held) {
    await().untilAsserted(() -> assertThat(flights(haul.context()).all()).isEmpty());
    await().untilAsserted(() -> assertThat(held.progress(0).note()).isEqualTo("paused"));
    assertThat(held.isSettled()).isFalse();
  }

  @Test
  void keepsWhatItHasAndGoesOnOnceReleased() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = beginSlowly(haul);
      Download download = only(haul);
      assertThat(holds(haul).hold(download, PAUSE)).isTrue();
      assertThat(holds(haul).hold(download, PAUSE)).isFalse();
      assertQuiet(haul, download);
      long kept = download.covered().size();
      assertThat(kept).isPositive();

      origin.serve("/slow.bin", CONTENT);
      assertThat(holds(haul).release(download, Hold.Kind.PAUSED)).isTrue();
      Receipt proven = receipt.get();
      assertArrived(proven, CONTENT);
      assertThat(proven.transfer().bytesFetched()).isLessThan(CONTENT.size() + kept);
      assertThat(proven.transfer().retries()).doesNotContainKey("held");
      assertNothingLeft(haul);
    }
  }

  @Test
  void letsOthersPassThoughOneDownloadAtATimeMayRun() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, "haul.downloads.active", "1")) {
      CompletableFuture<Receipt> receipt = beginSlowly(haul);
      Download download = only(haul);
      CompletableFuture<Receipt> other = haul.begin(origin.serve("/other.bin", CONTENT));
      holds(haul).hold(download, PAUSE);
      assertArrived(other.get(), CONTENT);
      assertQuiet(haul, download);
      assertThat(receipt).isNotDone();
    }
  }

  @Test
  void aStreamBeginsAnewOnceReleased() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = beginSlowly(haul, Ranges.ignoreRange());
      Download download = only(haul);
      holds(haul).hold(download, PAUSE);
      assertQuiet(haul, download);
      origin.serve("/slow.bin", CONTENT, Ranges.ignoreRange());
      holds(haul).release(download, Hold.Kind.PAUSED);
      assertArrived(receipt.get(), CONTENT);
      assertNothingLeft(haul);
    }
  }

  @Test
  void goesOnOnlyOnceNothingHoldsIt() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = beginSlowly(haul);
      Download download = only(haul);
      holds(haul).hold(download, PAUSE);
      holds(haul).hold(download, DISK);
      origin.serve("/slow.bin", CONTENT);
      holds(haul).release(download, Hold.Kind.DISK);
      assertQuiet(haul, download);
      assertThat(download.holds()).containsExactly(PAUSE);
      holds(haul).release(download, Hold.Kind.PAUSED);
      assertArrived(receipt.get(), CONTENT);
    }
  }
}
