package dev.haul.plan;

import dev.haul.download.DiskSpace;
import dev.haul.download.Door;
import dev.haul.download.Download;
import dev.haul.download.FinalName;
import dev.haul.download.FullDisk;
import dev.haul.download.IfExists;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import dev.haul.download.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows again a job that was done before a crash, and whose source could not be told any more: its
 * receipt is there, and the file has the SHA-256 that stands in it. Then the receipt is the answer,
 * whatever is to be done about existing files, and no server is asked.
 *
 * <p>A receipt is written before its file gets its name. If the crash came in between, the part
 * file is still there; it gets its name now.
 *
 * <p>A message may be given again long after, when its file was taken away: its receipt is the
 * answer then, too.
 */
public final class Recall {

  private static final Logger LOG = LoggerFactory.getLogger(Recall.class);

  private final OpenDownloads downloads;
  private final ReceiptStore receipts;
  private final Resume readers;
  private final Naming naming;

  /**
   * How a file gets the name that it lacks.
   *
   * @param space where it waits for room
   * @param keepTime whether files get the time the server tells
   */
  public record Naming(Targets targets, DiskSpace space, boolean keepTime) {}

  /**
   * @param readers in whose threads files are read
   */
  public Recall(OpenDownloads downloads, ReceiptStore receipts, Resume readers, Naming naming) {
    this.downloads = downloads;
    this.receipts = receipts;
    this.readers = readers;
    this.naming = naming;
  }

  /**
   * Completes with the download, which has its receipt then if it is done already.
   *
   * @throws Permanent.BadRequest when its id was given to another download before
   */
  public CompletionStage<Download> recall(Download download) throws Permanent.BadRequest {
    Receipt earlier = receipts.findOfSameJob(download);
    if (earlier == null) {
      return CompletableFuture.completedFuture(download);
    }
    if (!receipts.isSameContent(earlier, download.request())) {
      throw new Permanent.BadRequest(
          "id \"" + download.id() + "\" was another download; give this one an id of its own");
    }
    return attempt(download, earlier);
  }

  private CompletionStage<Download> attempt(Download download, Receipt earlier) {
    CompletableFuture<Download> done = new CompletableFuture<>();
    readers.elsewhere(download, done, () -> recall(download, earlier));
    return done.exceptionallyCompose(failure -> onceThereIsRoom(download, earlier, failure));
  }

  private CompletionStage<Download> onceThereIsRoom(
      Download download, Receipt earlier, Throwable failure) {
    if (!(failure instanceof IOException e && FullDisk.isMeantBy(e, download.workFolder()))) {
      return CompletableFuture.failedFuture(failure);
    }
    return naming
        .space()
        .awaitRoom(download, e, download)
        .thenCompose(
            room ->
                room.receipt().isDone() // It was cancelled meanwhile.
                    ? CompletableFuture.completedFuture(room)
                    : attempt(room, earlier));
  }

  private void recall(Download download, Receipt earlier) throws IOException {
    Receipt.PublishedFile file = Objects.requireNonNull(earlier.file());
    boolean there = isThere(path(download, file), file);
    if (there) {
      // Whoever gave it its name may have been killed before that was for good.
      FinalName.makeLast(path(download, file));
    }
    if (there || publish(download, file) || isTakenAway(download)) {
      download.removeLeftovers();
      LOG.info("done before: {}", file.path());
      downloads.close(download, earlier);
    }
  }

  /** Published and known to be, as there is no part file; and nobody drops a message again. */
  private static boolean isTakenAway(Download download) {
    return download.request().origin().door() == Door.QUEUE
        && !download.partPath().toFile().exists();
  }

  private static Path path(Download download, Receipt.PublishedFile file) {
    return download.folder().resolve(file.path());
  }

  private static boolean isThere(Path path, Receipt.PublishedFile file) throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) != file.size()) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path)) {
      return Sha256.hex(channel::read).equals(file.sha256());
    } catch (NoSuchFileException removedMeanwhile) {
      return false;
    }
  }

  /** Gives the part file the name it was to get, if it is the file of the receipt. */
  private boolean publish(Download download, Receipt.PublishedFile file) throws IOException {
    if (!download.partPath().toFile().exists()) {
      return false;
    }
    PartFile part = PartFile.open(download.partPath(), List.of(), download.locks());
    try {
      long[] position = {0};
      if (part.size() != file.size()
          || !Sha256.hex(
                  buffer -> {
                    int count = part.read(buffer, position[0]);
                    position[0] += Math.max(0, count);
                    return count;
                  })
              .equals(file.sha256())) {
        return false;
      }
      boolean replace = naming.targets().policy(download) == IfExists.REPLACE;
      Instant time = naming.keepTime() ? file.lastModified() : null;
      new FinalName(path(download, file), replace, file.sha256(), time).give(part);
      return true;
    } catch (FileAlreadyExistsException takenMeanwhile) {
      return false;
    } finally {
      part.abandon();
    }
  }
}
