package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write how much on a disk of 100 GB. */
class DiskSpaceTest {

  private static final long GB = 1_000_000_000;
  private static final long TOTAL = 100 * GB;

  @TempDir private Path folder;
  private OpenDownloads downloads;
  private long usable = TOTAL;
  private DiskSpace space;

  /** Folders below {@code other} are on a disk of their own. */
  private final Disk disk =
      new Disk() {
        @Override
        public long usable(Path path) {
          return path.toString().contains("other") ? TOTAL : usable;
        }

        @Override
        public long total(Path path) {
          return TOTAL;
        }

        @Override
        public Object fileSystem(Path path) {
          return path.toString().contains("other");
        }
      };

  @BeforeEach
  void begin() {
    downloads = Samples.downloads(folder);
    space = new DiskSpace(disk, KeepFree.of(GB), download -> 0);
  }

  private Download download(String id) {
    return Samples.open(downloads, Samples.request(id));
  }

  /** The download asks for room; true when it got it. */
  private boolean asks(Download download, Long size) throws DownloadFailure {
    try {
      space.reserve(download, size);
      return true;
    } catch (Retryable.DiskFull e) {
      assertThat(download.isHeld()).isTrue();
      return false;
    }
  }

  private Download having(String id, long size) throws DownloadFailure {
    Download download = download(id);
    assertThat(asks(download, size)).isTrue();
    return download;
  }

  private Download waiting(String id, long size) throws DownloadFailure {
    Download download = download(id);
    assertThat(asks(download, size)).isFalse();
    return download;
  }

  private List<String> goingOn() {
    List<String> ids = new ArrayList<>();
    space
        .review()
        .forEach(
            (download, hold) -> {
              if (hold == null) {
                ids.add(download.id());
              }
            });
    return ids;
  }

  private List<String> held() {
    List<String> ids = new ArrayList<>();
    space
        .review()
        .forEach(
            (download, hold) -> {
              if (hold != null) {
                ids.add(download.id());
              }
            });
    return ids;
  }

  private static String why(Download download) {
    return download.holds().get(0).why();
  }

  @Test
  void wholeFileThatWaitsForItsNameKeepsNobodyBack() throws Exception {
    Download whole = download("whole");
    assertThat(asks(whole, 0L)).isTrue();
    space.refused(whole, "No space left on device");
    assertThat(asks(download("next"), GB)).isTrue();
  }

  private void closes(Download download) {
    downloads.close(download, Samples.receipt(download.id(), Samples.NOW, null, "http://h/"));
  }

  /** The file is begun and {@code bytes} of it are written. */
  private void writes(Download download, long size, long bytes) throws Exception {
    Samples.begin(download, size);
    downloads.tally(Samples.whole(download, ByteRange.of(0, bytes)));
    usable -= bytes;
  }

  @Test
  void thirdOfThreeWaitsAndSaysWhatItNeeds() throws Exception {
    having("a", 40 * GB);
    having("b", 40 * GB);
    Download third = waiting("c", 40 * GB);
    assertThat(why(third)).isEqualTo("waiting: disk needs 40.0 GB, has 19.0 GB");
    assertThat(goingOn()).isEmpty();
  }

  @Test
  void whatIsWrittenIsNotReservedTwice() throws Exception {
    Download first = having("a", 40 * GB);
    writes(first, 40 * GB, 30 * GB);
    having("b", 59 * GB);
    assertThat(asks(download("c"), GB)).isFalse();
  }

  @Test
  void goesOnWhenAnotherEndsOrRoomIsMade() throws Exception {
    Download first = having("a", 60 * GB);
    waiting("b", 60 * GB);
    assertThat(goingOn()).isEmpty();
    closes(first);
    assertThat(goingOn()).containsExactly("b");
    Download third = waiting("c", 60 * GB);
    usable = 0;
    assertThat(goingOn()).isEmpty();
    assertThat(third.isHeld()).isTrue();
  }

  @Test
  void thoseThatWaitGoOnInTheOrderOfTheirArrival() throws Exception {
    usable = 30 * GB;
    waiting("a", 40 * GB);
    waiting("b", 45 * GB);
    usable = 50 * GB;
    assertThat(goingOn()).containsExactly("a");
    usable = 90 * GB;
    assertThat(goingOn()).containsExactly("b");
  }

  @Test
  void smallerOnesPassUpToTenthOfWhatTheFirstNeeds() throws Exception {
    usable = 30 * GB;
    waiting("large", 40 * GB);
    having("small", 3 * GB);
    having("tiny", GB);
    Download next = waiting("next", GB);
    assertThat(why(next)).isEqualTo("waiting: disk needs 1.0 GB, behind one that needs 40.0 GB");
    usable = 45 * GB;
    assertThat(goingOn()).containsExactly("large");
    assertThat(goingOn()).isEmpty();
    usable = 55 * GB;
    assertThat(goingOn()).containsExactly("next");
  }

  @Test
  void whatIsLargerThanTheDiskFailsAtOnce() {
    usable = 0;
    assertThatThrownBy(() -> space.reserve(download("a"), TOTAL - GB + 1))
        .isInstanceOf(Permanent.LargerThanDisk.class)
        .hasMessageContaining("100000000000 in all")
        .hasMessageContaining("haul.downloads.keep-free");
    assertThatThrownBy(() -> space.reserve(download("b"), TOTAL - GB))
        .isInstanceOf(Retryable.DiskFull.class);
  }

  @Test
  void disksAreCountedApart() throws Exception {
    having("a", 90 * GB);
    waiting("b", 90 * GB);
    Download other =
        Samples.open(downloads, Samples.request("http://h/c", b -> b.id("c").dir("other")));
    assertThat(asks(other, 90 * GB)).isTrue();
  }

  @Test
  void unknownSizeReservesNothingAndLeavesWhatIsToStayFree() throws Exception {
    Download unknown = download("a");
    assertThat(asks(unknown, null)).isTrue();
    having("b", 90 * GB);
    usable = GB / 2;
    assertThat(held()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void newestStopsFirstWhenOthersTakeWhatWasReserved() throws Exception {
    writes(having("a", 40 * GB), 40 * GB, GB);
    writes(having("b", 40 * GB), 40 * GB, GB);
    usable = 50 * GB;
    assertThat(held()).containsExactly("b");
    usable = 20 * GB;
    assertThat(held()).containsExactly("b");
    usable = GB / 2;
    assertThat(held()).containsExactly("a", "b");
    usable = 41 * GB;
    assertThat(goingOn()).containsExactly("a");
  }

  @Test
  void refusedOneTriesAgainLaterEachTimeTheNumbersDoNotExplainIt() throws Exception {
    Download download = having("a", GB);
    space.refused(download, "Disk quota exceeded");
    assertThat(why(download))
        .isEqualTo("waiting: disk is full (Disk quota exceeded), 100.0 GB free");
    assertThat(goingOn()).isEmpty();
    usable = 0;
    assertThat(held()).containsExactly("a");
    usable = TOTAL;
    assertThat(goingOn()).containsExactly("a");
  }

  @Test
  void whatIsWholeNeedsRoomForItsReceiptOnly() throws Exception {
    Download download = having("a", GB);
    writes(download, GB, GB);
    usable = 10_000;
    var full = new IOException("No space left on device");
    var published = space.awaitRoom(download, full, "published").toCompletableFuture();
    assertThat(goingOn()).isEmpty();
    assertThat(published).isNotDone();
    usable = 100_000;
    assertThat(goingOn()).containsExactly("a");
    assertThat(published).succeedsWithin(java.time.Duration.ofSeconds(10)).isEqualTo("published");
  }

  @Test
  void nothingIsKeptOfWhatIsClosed() throws Exception {
    Download download = waitingOnFullDisk();
    closes(download);
    assertThat(space.review()).isEmpty();
    usable = TOTAL;
    having("b", 99 * GB);
  }

  private Download waitingOnFullDisk() throws DownloadFailure {
    usable = 0;
    return Objects.requireNonNull(waiting("a", GB));
  }

  @Test
  void smallDisksKeepTwentiethFree() {
    assertThat(KeepFree.AUTO.ofTotal(TOTAL)).isEqualTo(64L << 20);
    assertThat(KeepFree.AUTO.ofTotal(100L << 20)).isEqualTo(5L << 20);
    assertThat(KeepFree.of(7).ofTotal(1)).isEqualTo(7);
  }
}
