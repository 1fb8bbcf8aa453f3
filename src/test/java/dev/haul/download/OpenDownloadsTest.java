package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OpenDownloadsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path root;

  private final AtomicInteger heldBack = new AtomicInteger();

  private OpenDownloads downloads(int active, int open) {
    return new OpenDownloads(
        new OpenDownloads.Settings(root, active, open, Duration.ofMinutes(1)), heldBack::get);
  }

  private static CompletableFuture<Download> open(OpenDownloads downloads, String id) {
    return downloads.open(Samples.request(id)).toCompletableFuture();
  }

  private static void close(OpenDownloads downloads, Download download) {
    downloads.close(
        download, Samples.receipt(download.id(), Samples.NOW, null, download.request().url()));
  }

  @Test
  void opensNoMoreThanMayBeActive() {
    OpenDownloads downloads = downloads(2, 10);
    Download first = open(downloads, "a").join();
    assertThat(open(downloads, "b")).isCompleted();
    CompletableFuture<Download> third = open(downloads, "c");
    assertThat(third).isNotDone();
    close(downloads, first);
    assertThat(third).succeedsWithin(PATIENCE);
    assertThat(downloads.all()).extracting(Download::id).containsExactly("b", "c");
  }

  @Test
  void admitsInOrderOfArrival() {
    OpenDownloads downloads = downloads(1, 10);
    Download first = open(downloads, "a").join();
    CompletableFuture<Download> second = open(downloads, "b");
    CompletableFuture<Download> third = open(downloads, "c");
    close(downloads, first);
    assertThat(second).succeedsWithin(PATIENCE);
    assertThat(third).isNotDone();
  }

  @Test
  void whoWaitedDoesNotGoOnInTheThreadOfWhoLetsHimIn() {
    OpenDownloads downloads = downloads(1, 10);
    Download first = open(downloads, "a").join();
    CompletableFuture<Thread> second =
        open(downloads, "b").thenApply(download -> Thread.currentThread());
    close(downloads, first);
    assertThat(second).succeedsWithin(PATIENCE).isNotSameAs(Thread.currentThread());
  }

  @Test
  void doesNotCountDownloadsThatOnlyWait() {
    OpenDownloads downloads = downloads(1, 2);
    open(downloads, "a");
    CompletableFuture<Download> second = open(downloads, "b");
    CompletableFuture<Download> third = open(downloads, "c");
    assertThat(second).isNotDone();
    heldBack.set(1);
    downloads.admit();
    assertThat(second).succeedsWithin(PATIENCE);
    heldBack.set(2);
    downloads.admit();
    assertThat(third).as("more than may be open at all").isNotDone();
  }

  @Test
  void sameIdWaitsAndLetsOthersPass() {
    OpenDownloads downloads = downloads(5, 5);
    Download first = open(downloads, "a").join();
    CompletableFuture<Download> again = open(downloads, "a");
    assertThat(again).isNotDone();
    assertThat(open(downloads, "b")).isCompleted();
    close(downloads, first);
    assertThat(again).succeedsWithin(PATIENCE);
    assertThat(again.join()).isNotSameAs(first);
    assertThat(again.join().key()).isNotEqualTo(first.key());
  }

  @Test
  void sameNameWaitsOnceItIsClaimed() throws Exception {
    OpenDownloads downloads = downloads(5, 5);
    Download first = open(downloads, "a").join();
    downloads.claim(root.resolve("n"), first);
    CompletableFuture<Download> second =
        downloads.open(Samples.request("http://h/b", b -> b.name("n"))).toCompletableFuture();
    assertThat(second).isNotDone();
    close(downloads, first);
    assertThat(second).succeedsWithin(PATIENCE);
  }

  @Test
  void thousandRefusedRequestsDoNotNest() {
    OpenDownloads downloads = downloads(1, 1);
    Download first = open(downloads, "first").join();
    List<CompletableFuture<Void>> refused = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      refused.add(open(downloads, "r" + i).thenAccept(download -> close(downloads, download)));
    }
    close(downloads, first);
    assertThat(refused).allSatisfy(one -> assertThat(one).succeedsWithin(PATIENCE));
    assertThat(downloads.all()).isEmpty();
  }

  @Test
  void manyThreadsNeverOpenTooMany() throws Exception {
    OpenDownloads downloads = downloads(3, 3);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      String name = "u" + t + "-";
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  Download download = open(downloads, name + i).join();
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  now.decrementAndGet();
                  close(downloads, download);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(downloads.all()).isEmpty();
  }

  @Test
  void requestThatCannotBeOpenedDoesNotBlockTheOthers() {
    OpenDownloads downloads = downloads(5, 5);
    CompletableFuture<Download> impossible =
        downloads.open(Samples.request("http://h/a", b -> b.name("a\0b"))).toCompletableFuture();
    assertThat(open(downloads, "b")).isCompleted();
    assertThat(impossible).isCompletedExceptionally();
    assertThat(catchThrowable(impossible::join)).hasCauseInstanceOf(Permanent.BadRequest.class);
  }

  @Test
  void foldersOutsideTheDownloadsFolderAreRefused() {
    OpenDownloads downloads = downloads(5, 5);
    for (String dir : List.of("..", "a/../../b", "/etc", "a\0b")) {
      CompletableFuture<Download> outside =
          downloads.open(Samples.request("http://h/a", b -> b.dir(dir))).toCompletableFuture();
      assertThat(catchThrowable(outside::join))
          .as(dir)
          .hasCauseInstanceOf(Permanent.BadRequest.class);
    }
    CompletableFuture<Download> inside =
        downloads.open(Samples.request("http://h/a", b -> b.dir("a/b"))).toCompletableFuture();
    assertThat(inside.join().folder()).isEqualTo(root.resolve("a/b"));
  }

  @Test
  void stoppingSendsEverybodyAway() {
    OpenDownloads downloads = downloads(1, 1);
    Download parked = open(downloads, "a").join();
    CompletableFuture<Download> waiting = open(downloads, "b");
    downloads.stop();
    assertThat(catchThrowable(parked.receipt()::join)).hasCauseInstanceOf(Retryable.Stopping.class);
    assertThat(catchThrowable(waiting::join)).hasCauseInstanceOf(Retryable.Stopping.class);
    assertThat(catchThrowable(open(downloads, "c")::join))
        .hasCauseInstanceOf(Retryable.Stopping.class);
    assertThatThrownBy(downloads::awaitTurn).isInstanceOf(Retryable.Stopping.class);
    assertThat(downloads.find(parked.key())).isNull();
  }

  @Test
  void readerOfAListWaitsUntilFewWait() throws Exception {
    OpenDownloads downloads = downloads(1, 1);
    Download first = open(downloads, "first").join();
    for (int i = 0; i < 8; i++) {
      open(downloads, "w" + i);
    }
    CountDownLatch passed = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              try {
                downloads.awaitTurn();
                passed.countDown();
              } catch (Retryable.Stopping e) {
                // The assertion below fails.
              }
            });
    reader.start();
    Awaitility.await().until(() -> reader.getState() == Thread.State.WAITING);
    close(downloads, first);
    passed.await();
  }

  @Test
  void nameBelongsToOneDownload() throws Exception {
    OpenDownloads downloads = downloads(5, 5);
    Path name = root.resolve("file");
    Download first = open(downloads, "a").join();
    Download second = open(downloads, "b").join();
    downloads.claim(name, first);
    downloads.claim(name, first);
    assertThat(downloads.isClaimed(name)).isTrue();
    assertThatThrownBy(() -> downloads.claim(name, second))
        .isInstanceOf(Retryable.TargetTaken.class);
    CompletableFuture<Void> released = downloads.whenReleased(name).toCompletableFuture();
    assertThat(released).isNotDone();
    close(downloads, first);
    released.join();
    downloads.claim(name, second);
    assertThat(downloads.whenReleased(root.resolve("other")).toCompletableFuture()).isCompleted();
  }

  @Test
  void restartGivesANewGenerationOnce() throws Exception {
    OpenDownloads downloads = downloads(5, 5);
    Download download = Samples.begun(downloads, Samples.request("a"), 10);
    DownloadKey old = download.key();
    downloads.claim(root.resolve("file"), download);
    DownloadKey fresh = downloads.restart(old);
    assertThat(fresh).isNotEqualTo(old).isEqualTo(download.key());
    assertThat(downloads.find(old)).isNull();
    assertThat(downloads.find(fresh)).isSameAs(download);
    assertThat(downloads.restart(old)).isNull();
    assertThat(downloads.isClaimed(root.resolve("file"))).isFalse();
    assertThat(download.part()).isNull();
    assertThat(download.remote()).isNull();
  }

  @Test
  void talliesOfClosedDownloadsAreSettled() throws Exception {
    OpenDownloads downloads = downloads(5, 5);
    Download download = Samples.begun(downloads, Samples.request("a"), 10);
    Tally tally = Samples.whole(download, new ByteRange(0, 4));
    close(downloads, download);
    Coverage coverage = downloads.tally(tally);
    assertThat(coverage.settled()).isTrue();
    assertThat(downloads.settle(coverage)).isNull();
    assertThat(downloads.restart(download.key())).isNull();
  }

  @Test
  void sameRequestAlwaysHasTheSameId() {
    DownloadRequest request = Samples.request("http://h/a", b -> b);
    assertThat(OpenDownloads.idOf(request))
        .matches("[0-9a-f]{16}")
        .isEqualTo(OpenDownloads.idOf(Samples.request("http://h/a", b -> b.priority(1))))
        .isNotEqualTo(OpenDownloads.idOf(Samples.request("http://h/a", b -> b.name("n"))))
        .isNotEqualTo(OpenDownloads.idOf(Samples.request("http://h/b", b -> b)));
    assertThat(OpenDownloads.idOf(Samples.request("acme-1"))).isEqualTo("acme-1");
    for (String odd : List.of("../x", "a/b", ".haul", "", "x".repeat(65), "a\nb")) {
      assertThat(OpenDownloads.idOf(Samples.request("http://h/a", b -> b.id(odd))))
          .as(odd)
          .matches("[0-9a-f]{16}");
    }
  }

  @Test
  void looksAtWhatIsHeldBackOnlyWhenThereIsNoRoomOtherwise() {
    AtomicInteger looks = new AtomicInteger();
    OpenDownloads downloads =
        new OpenDownloads(
            new OpenDownloads.Settings(root, 2, 5, Duration.ofMinutes(1)), looks::getAndIncrement);
    assertThat(open(downloads, "a")).isCompleted();
    assertThat(open(downloads, "b")).isCompleted();
    assertThat(looks).hasValue(0);
    assertThat(open(downloads, "c")).isNotDone();
    assertThat(looks).hasPositiveValue();
  }
}
