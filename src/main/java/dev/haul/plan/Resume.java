package dev.haul.plan;

import dev.haul.download.ByteRange;
import dev.haul.download.DaemonThreads;
import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.IfExists;
import dev.haul.download.Journal;
import dev.haul.download.JournalIdentity;
import dev.haul.download.Mark;
import dev.haul.download.PartFile;
import dev.haul.download.RangeSet;
import dev.haul.download.ReceiptStore;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a download go on where an earlier run of Haul left it, if its journal and its part file are
 * there and fit each other and the request; else both are removed and it begins anew.
 *
 * <p>It costs no request: the answer to the first missing bytes shows whether the server still has
 * the same file. Bytes that are to be read again are read by a thread of their own, one download
 * after the other, so that neither sources nor connections wait for the disk.
 */
public final class Resume {

  private static final Logger LOG = LoggerFactory.getLogger(Resume.class);

  private static final int BUFFER_BYTES = 1 << 20;

  /** When claimed bytes are read again and compared with their CRC-32C. */
  public enum Verify {
    ALWAYS,
    /** Unless the journal says that Haul ended in good order. */
    AFTER_CRASH,
    NEVER
  }

  private final Verify verify;
  private final Targets targets;
  private final ReceiptStore receipts;
  private final DiskSpace space;

  /** Reads one file at a time: a disk reads several at once more slowly. */
  private final ReentrantLock reading = new ReentrantLock();

  private final ExecutorService readers =
      Executors.newCachedThreadPool(new DaemonThreads("haul-resume"));

  public Resume(Verify verify, Targets targets, ReceiptStore receipts, DiskSpace space) {
    this.verify = verify;
    this.targets = targets;
    this.receipts = receipts;
    this.space = space;
  }

  /**
   * Completes with the download once it is known what of it is there.
   *
   * @throws Retryable.InUse when another process works on it
   */
  public CompletionStage<Download> resume(Download download) throws IOException {
    CompletableFuture<Download> done = new CompletableFuture<>();
    // By File, as Files.exists throws and catches for each file that is not there.
    if (!download.journalPath().toFile().exists()) {
      done.complete(download);
      return done;
    }
    PartFile part = open(download);
    Journal.Recorded found = part == null ? null : fitting(download, part);
    if (part == null || found == null) {
      done.complete(download);
    } else if (verify == Verify.NEVER || (verify == Verify.AFTER_CRASH && found.closed())) {
      goOn(download, part, found.identity(), found.claims());
      done.complete(download);
    } else {
      verifyElsewhere(download, part, found, done);
    }
    return done;
  }

  /** Ends all reading; who waits for it gets {@link Retryable.Stopping}. */
  public void stop() {
    readers.shutdownNow();
  }

  private static @Nullable PartFile open(Download download) throws IOException {
    try {
      return PartFile.open(download.partPath(), download.request().checksums(), download.locks());
    } catch (NoSuchFileException e) {
      beginAnew(download, null, "its part file is gone");
      return null;
    }
  }

  /** The journal if it can be gone on with; else null, and the leftovers are removed. */
  private Journal.@Nullable Recorded fitting(Download download, PartFile part) throws IOException {
    Journal.Recorded found = null;
    String misfit;
    try {
      found = Journal.read(download.journalPath());
      misfit = found == null ? "its journal is unreadable" : misfit(download, part, found);
    } catch (IOException e) {
      misfit = "its journal cannot be read: " + e.getMessage();
    }
    if (misfit != null) {
      beginAnew(download, part, misfit);
      return null;
    }
    return found;
  }

  private @Nullable String misfit(Download download, PartFile part, Journal.Recorded found)
      throws IOException {
    long size = found.identity().size();
    if (part.size() != size) {
      return "expected a part file of " + size + " bytes, was " + part.size();
    }
    if (PartFile.links(part.path()) > 1) {
      return "its part file has another name, too"; // It was being published.
    }
    if (targets.policy(download) == IfExists.REUSE && receipts.findPublished(download) != null) {
      return "the file is there already";
    }
    return found.identity().misfit(download);
  }

  private static void beginAnew(Download download, @Nullable PartFile part, String why)
      throws IOException {
    LOG.info("{} cannot go on, and begins anew: {}", download.id(), why);
    if (part != null) {
      part.close();
    }
    download.removeLeftovers();
  }

  private void verifyElsewhere(
      Download download, PartFile part, Journal.Recorded found, CompletableFuture<Download> done) {
    done.whenComplete(
        (resumed, failure) -> {
          if (failure != null) {
            part.abandon();
          }
        });
    elsewhere(
        download,
        done,
        () -> goOn(download, part, found.identity(), intact(download, part, found.claims())));
  }

  /** Something that reads a whole file. */
  interface Reading {
    void read() throws IOException;
  }

  /** Does {@code work} in a thread of its own, one after the other; then {@code done} completes. */
  void elsewhere(Download download, CompletableFuture<Download> done, Reading work) {
    try {
      readers.execute(
          () -> {
            try {
              inTurn(work);
              done.complete(download);
            } catch (InterruptedException | ClosedChannelException e) {
              done.completeExceptionally(new Retryable.Stopping());
            } catch (IOException | RuntimeException e) {
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new Retryable.Stopping());
    }
  }

  private void inTurn(Reading work) throws IOException, InterruptedException {
    reading.lockInterruptibly();
    try {
      work.read();
    } finally {
      reading.unlock();
    }
  }

  /** Those of {@code claims} whose bytes have the CRC-32C they are said to have. */
  private static List<Mark> intact(Download download, PartFile part, List<Mark> claims)
      throws IOException {
    List<Mark> intact = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    for (Mark claim : Journal.longest(claims)) {
      if (crc(part, claim.range(), buffer) == claim.crc()) {
        intact.add(claim);
      } else {
        LOG.warn("{}: bytes {} are not as they were; fetching", download.id(), claim.range());
      }
    }
    return intact;
  }

  private static int crc(PartFile part, ByteRange range, ByteBuffer buffer) throws IOException {
    CRC32C crc = new CRC32C();
    long at = range.first();
    while (at < range.end()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
      int count = part.read(buffer, at);
      if (count < 0) {
        break;
      }
      crc.update(buffer.flip());
      at += count;
    }
    return (int) crc.getValue();
  }

  private void goOn(Download download, PartFile part, JournalIdentity found, List<Mark> claims)
      throws IOException {
    JournalIdentity identity = found.resumed();
    RangeSet there = RangeSet.EMPTY;
    for (Mark claim : claims) {
      there = there.with(claim.range());
    }
    if (there.covers(identity.size())) {
      there = withoutLastByte(identity.size());
    }
    try {
      part.keep(Journal.goOn(download.journalPath(), identity, claims));
    } catch (IOException e) {
      part.abandon();
      throw e;
    }
    if (!download.goOn(identity.remote(), part, there, identity.resumes())) {
      part.close();
      return;
    }
    LOG.info("{} goes on: {} of {} bytes are there", download.id(), there.size(), identity.size());
    reserve(download, identity.size());
  }

  /** What is missing waits in the queue until the disk has room for it. */
  private void reserve(Download download, long size) throws DownloadFailure {
    try {
      space.reserve(download, size);
    } catch (Retryable.DiskFull e) {
      LOG.debug("{} is held", download.id(), e);
    }
  }

  /** One byte is always asked for: the answer shows whether the server has the same file. */
  private static RangeSet withoutLastByte(long size) {
    return size == 1 ? RangeSet.EMPTY : RangeSet.EMPTY.with(ByteRange.of(0, size - 1));
  }
}
