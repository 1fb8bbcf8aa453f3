package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SECOND = 1_000_000_000L;

  private final OpenDownloads downloads;
  private final Download download;

  DownloadTest(@TempDir Path folder) throws Exception {
    downloads = Samples.downloads(folder);
    download = Samples.begun(downloads, Samples.request("a"), 100);
  }

  private Coverage fails(long seconds) {
    var why = new Retryable.ConnectionLost("reset", "gone");
    return download.tally(
        Samples.failed(download, new ByteRange(0, 99), why), seconds * SECOND, PATIENCE);
  }

  private Coverage brings(long first, long last, long seconds) {
    return download.tally(
        Samples.whole(download, new ByteRange(first, last)), seconds * SECOND, PATIENCE);
  }

  @Test
  void isDoneOnceEveryByteIsThere() {
    assertThat(brings(50, 99, 1).settled()).isFalse();
    assertThat(brings(0, 48, 2).settled()).isFalse();
    assertThat(brings(40, 60, 3).settled()).isTrue();
    assertThat(download.covered().size()).isEqualTo(100);
  }

  @Test
  void givesUpAfterFailingWithoutProgressForTooLong() {
    assertThat(fails(1).settled()).isFalse();
    assertThat(fails(61).settled()).isFalse();
    assertThat(fails(62).settled()).isTrue();
    assertThat(download.failure())
        .isInstanceOf(Retryable.GaveUp.class)
        .hasMessageContaining("gone");
  }

  @Test
  void whoWaitsIsToldTheReasonWithoutThePlace() {
    var why =
        new Retryable.ConnectionLost(
            "reset", "https://a-long-name.example:8443/a: was reset: gone");
    download.tally(Samples.failed(download, new ByteRange(0, 99), why), SECOND, PATIENCE);
    assertThat(download.progress(0).note()).isEqualTo("waiting: was reset: gone");
  }

  @Test
  void progressResetsPatience() {
    fails(1);
    brings(0, 0, 60);
    assertThat(fails(62).settled()).isFalse();
    assertThat(fails(122).settled()).isFalse();
    assertThat(fails(123).settled()).isTrue();
  }

  @Test
  void bytesThatWereThereBeforeAreNoProgress() {
    brings(0, 49, 1);
    fails(2);
    brings(10, 20, 50);
    assertThat(fails(63).settled()).isTrue();
  }

  @Test
  void bytesBelowTheFurthestPointOfAnEarlierGenerationAreNoProgress() throws Exception {
    brings(0, 49, 1);
    fails(2);
    downloads.restart(download.key());
    Samples.begin(download, 100);
    brings(0, 40, 60);
    assertThat(fails(63).settled()).isTrue();
  }

  @Test
  void patienceIsMeasuredOnAnyClock() {
    long start = -3 * SECOND;
    for (long second = -3; second <= 57; second++) {
      assertThat(fails(second).settled()).as("%s of %s", second, start).isFalse();
    }
    assertThat(fails(58).settled()).isTrue();
  }

  @Test
  void anotherWayIsNoTrouble() {
    download.tally(
        Samples.failed(download, new ByteRange(0, 99), new Retryable.GaveWay()), SECOND, PATIENCE);
    assertThat(download.meter().retries()).isEmpty();
    fails(100);
    assertThat(fails(160).settled()).isFalse();
  }

  @Test
  void timeHeldIsNoFailure() {
    fails(1);
    download.hold(new Hold(Hold.Kind.DISK, "waiting: disk", null));
    download.release(Hold.Kind.DISK);
    assertThat(fails(1000).settled()).isFalse();
    assertThat(fails(1061).settled()).isTrue();
  }

  @Test
  void fatalFailureEndsItAtOnce() {
    Tally tally = Samples.failed(download, new ByteRange(0, 99), new Permanent.BadRequest("no"));
    Tally fatal = new Tally(tally.chunk(), null, tally.rest(), null, tally.failure(), true);
    assertThat(download.tally(fatal, 0, PATIENCE).settled()).isTrue();
    assertThat(download.failure()).hasMessage("no");
  }

  @Test
  void learnsTheSizeFromTheEndOfTheBody() throws Exception {
    Download unknown = Samples.open(downloads, Samples.request("b"));
    unknown.identify(
        unknown.key(),
        RemoteFile.of(null, Validator.NONE, null, false),
        PartFile.create(unknown.workFolder().resolve("b.part"), 0, List.of()),
        unknown.folder().resolve("b"));
    Chunk stream = Chunk.wholeFile(unknown.key());
    Tally cut = new Tally(stream, new ByteRange(0, 9), null, 10L, null, false);
    assertThat(unknown.tally(cut, 0, PATIENCE).settled()).isTrue();
    assertThat(unknown.remote().size()).isEqualTo(10);
    assertThat(unknown.remote().lengthTold()).isFalse();
  }

  @Test
  void ignoresTalliesOfOldGenerations() throws Exception {
    Tally late = Samples.whole(download, new ByteRange(0, 99));
    downloads.restart(download.key());
    Samples.begin(download, 100);
    Coverage coverage = download.tally(late, SECOND, PATIENCE);
    assertThat(coverage.download()).isEqualTo(late.download());
    assertThat(download.covered()).isEqualTo(RangeSet.EMPTY);
    assertThat(downloads.settle(coverage)).isNull();
  }

  @Test
  void isSettledByOneCallerOnly() {
    Coverage done = brings(0, 99, 1);
    assertThat(downloads.settle(done)).isSameAs(download);
    assertThat(downloads.settle(done)).isNull();
    assertThat(download.isSettled()).isTrue();
  }

  @Test
  void handsOutEveryByteOnce() {
    assertThat(download.takeUnplanned(download.key(), 60)).isEqualTo(new ByteRange(0, 59));
    assertThat(download.unplanned()).isEqualTo(40);
    assertThat(download.takeUnplanned(download.key(), 60)).isEqualTo(new ByteRange(60, 99));
    assertThat(download.takeUnplanned(download.key(), 60)).isNull();
    assertThat(download.unplanned()).isZero();
  }

  @Test
  void isIdentifiedOnce() throws Exception {
    RemoteFile other = RemoteFile.of(5L, Validator.NONE, null, true);
    PartFile part = download.part();
    assertThat(download.identify(download.key(), other, part, Path.of("x"))).isFalse();
    assertThat(download.remote().size()).isEqualTo(100);
  }
}
