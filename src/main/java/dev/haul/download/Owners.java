package dev.haul.download;

import dev.haul.download.FileLocks.Answer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a download has one owner at a time.
 *
 * <p>Where everybody sees the lock of its part file, that is enough and costs nothing more.
 * Elsewhere it also has a record, {@code .haul/ID.owner.N}, from its beginning to its end. Whoever
 * has to wait for another owner holds no thread.
 */
public final class Owners {

  /** What becomes of a download that another process works on. */
  public enum InUse {
    FAIL,
    WAIT
  }

  /** Knows whether a request is the job of another Haul by now. */
  public interface Sources {
    boolean isLost(DownloadRequest request) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

  private final Ownership.Terms terms;
  private final InUse inUse;
  private final Sources sources;
  private final Consumer<Download> interrupt;
  private volatile Runnable onWait = () -> {};

  /** Those that wait, and those that have a record. */
  private final Map<Download, Claim> claims = new ConcurrentHashMap<>();

  /**
   * @param interrupt ends all attempts of a download that another owner took over
   */
  public Owners(Ownership.Terms terms, InUse inUse, Sources sources, Consumer<Download> interrupt) {
    this.terms = terms;
    this.inUse = inUse;
    this.sources = sources;
    this.interrupt = interrupt;
  }

  /** Has {@code listener} told when a download begins to wait for another owner. */
  public void onWait(Runnable listener) {
    onWait = listener;
  }

  private record Claim(@Nullable Ownership record, CompletableFuture<Download> owned) {}

  /**
   * Completes with the download when it is ours.
   *
   * @throws Retryable.InUse when another process works on it and it is not to wait
   * @throws Retryable.Stopping when its source belongs to another Haul by now
   */
  public CompletionStage<Download> claim(Download download) throws IOException {
    expectSource(download);
    download.lockBy(terms.locks(), inUse == InUse.WAIT);
    boolean lockIsEnough = terms.locks().areSeenByAll(download.folder());
    if (lockIsEnough && inUse == InUse.FAIL) {
      return CompletableFuture.completedFuture(download); // Opening the part file tells.
    }
    Claim claim = new Claim(lockIsEnough ? null : record(download), new CompletableFuture<>());
    attempt(download, claim);
    // Only now, as the timer may attempt it from here on.
    if (claim.record() != null || !claim.owned().isDone()) {
      claims.put(download, claim);
      download.receipt().whenComplete((receipt, failure) -> release(download, receipt));
    }
    if (download.isHeld()) {
      onWait.run();
    }
    return claim.owned();
  }

  private Ownership record(Download download) throws Permanent.UnusableFolder {
    try {
      DurableFolder.create(download.workFolder());
    } catch (IOException e) {
      throw new Permanent.UnusableFolder(download.folder(), "cannot create files here: " + e);
    }
    return new Ownership(download.workFolder().resolve(download.id() + ".owner"), terms);
  }

  private void attempt(Download download, Claim claim) {
    Ownership record = claim.record();
    try {
      if (record == null ? isPartFree(download) : record.take()) {
        download.release(Hold.Kind.OWNER);
        if (record == null) {
          claims.remove(download);
        }
        claim.owned().complete(download);
      } else if (inUse == InUse.FAIL && record != null && record.otherLives()) {
        claim.owned().completeExceptionally(new Retryable.InUse(download.partPath()));
      } else {
        OwnerRecord other = record == null ? null : record.other();
        String who = other == null ? "another Haul" : other.who();
        download.hold(new Hold(Hold.Kind.OWNER, "waiting: " + who + " works on it", null));
      }
    } catch (IOException e) {
      claim.owned().completeExceptionally(e);
    }
  }

  private boolean isPartFree(Download download) throws IOException {
    if (!download.partPath().toFile().exists()) {
      return true;
    }
    try (FileChannel part = FileChannel.open(download.partPath(), StandardOpenOption.WRITE)) {
      return terms.locks().tryLock(part, 0).answer() != Answer.HELD;
    } catch (NoSuchFileException endedMeanwhile) {
      return true;
    }
  }

  /** Looks again for those that wait, and shows that we live to those who wait for us. */
  public void beat() {
    claims.forEach(
        (download, claim) -> {
          if (claim.owned().isDone()) {
            beat(download, claim.record());
          } else {
            attempt(download, claim);
          }
        });
  }

  private void beat(Download download, @Nullable Ownership record) {
    try {
      if (record != null && record.isTaken() && !record.beat()) {
        LOG.warn("{}: another Haul took it over while this one was paused", download.id());
        download.takeOver();
        interrupt.accept(download);
      }
    } catch (IOException e) {
      LOG.warn("{}: cannot show that it is in work: {}", download.id(), e.toString());
    }
  }

  /**
   * Looks once more before something is done that cannot be undone.
   *
   * @throws Retryable.InUse when another process has taken it over
   * @throws Retryable.Stopping when its source belongs to another Haul by now
   */
  public void confirm(Download download) throws IOException {
    expectSource(download);
    Claim claim = claims.get(download);
    Ownership record = claim == null ? null : claim.record();
    if (record != null && !record.isOurs()) {
      throw new Retryable.InUse(download.partPath());
    }
  }

  private void expectSource(Download download) throws IOException {
    if (sources.isLost(download.request())) {
      throw new Retryable.Stopping("another Haul owns the inbox now, and does this job");
    }
  }

  private void release(Download download, @Nullable Receipt receipt) {
    Claim claim = claims.remove(download);
    if (claim == null) {
      return;
    }
    try {
      if (claim.record() != null) {
        claim.record().remove();
      }
    } catch (IOException e) {
      LOG.debug("{} is not given up in good order", download.id(), e);
    }
    // Whoever waits is told; with a receipt that is the answer.
    claim
        .owned()
        .completeExceptionally(
            receipt == null ? new Retryable.Stopping() : new Permanent.Cancelled());
  }
}
