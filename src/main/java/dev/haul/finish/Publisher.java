package dev.haul.finish;

import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DurableFolder;
import dev.haul.download.FinalName;
import dev.haul.download.Hold;
import dev.haul.download.IfExists;
import dev.haul.download.Journal;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a proven file its final name, and every download its receipt. */
public final class Publisher {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final OpenDownloads downloads;
  private final ReceiptStore store;
  private final Receipts receipts;
  private final Naming naming;

  /**
   * What the plan decided about existing files.
   *
   * @param policy of a download
   * @param numbered a name with a number in it
   * @param keepTime whether files get the time the server tells
   */
  public record Naming(
      Function<Download, IfExists> policy,
      BiFunction<String, Integer, String> numbered,
      boolean keepTime) {}

  public Publisher(OpenDownloads downloads, ReceiptStore store, Receipts receipts, Naming naming) {
    this.downloads = downloads;
    this.store = store;
    this.receipts = receipts;
    this.naming = naming;
  }

  /**
   * Writes the receipt, then gives the file its name: a file under its final name always has a
   * receipt.
   *
   * @throws Permanent.TargetExists when a file of that name appeared meanwhile and must stay
   */
  public Receipt publish(Verified verified) throws IOException {
    Download download = verified.download();
    PartFile part = Objects.requireNonNull(download.part());
    Path target = Objects.requireNonNull(download.target());
    String name = String.valueOf(target.getFileName());
    for (int i = 1; ; i++) {
      Receipt receipt = receipts.proven(verified, target);
      Path written = store.write(receipt, download.folder());
      try {
        finalName(target, receipt, naming.policy().apply(download)).give(part);
      } catch (FileAlreadyExistsException e) {
        store.revoke(written);
        if (naming.policy().apply(download) == IfExists.FAIL) {
          throw new Permanent.TargetExists(target);
        }
        target = download.folder().resolve(naming.numbered().apply(name, i));
        continue;
      } catch (IOException e) {
        store.revoke(written);
        throw e;
      }
      discardJournal(part);
      report(download, receipt);
      return receipt;
    }
  }

  private FinalName finalName(Path target, Receipt receipt, IfExists policy) {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    return new FinalName(
        target,
        policy == IfExists.REPLACE,
        file.sha256(),
        naming.keepTime() ? file.lastModified() : null);
  }

  private static void report(Download download, Receipt receipt) {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    LOG.info(
        "completed chunks {} / {}, bytes {} / {} (100.00 %), proof {}, sha-256 {}: {}",
        download.meter().chunksDone(),
        download.meter().chunks(),
        download.covered().size(),
        file.size(),
        receipt.proof().grade(),
        file.sha256(),
        file.path());
  }

  /**
   * The existing file is the server's current one: nothing is renamed. Its name is made to last, as
   * whoever gave it that may have been killed before.
   *
   * @throws Retryable.PartLost when somebody removed it meanwhile
   */
  public Receipt confirm(Download download) throws DownloadFailure {
    Receipt receipt = receipts.unchanged(download, Objects.requireNonNull(download.existing()));
    Path file = download.folder().resolve(Objects.requireNonNull(receipt.file()).path());
    if (!Files.exists(file)) {
      download.cannotReuse();
      throw download.judgeLoss(download.key(), new Retryable.PartLost(file, "was removed"));
    }
    FinalName.makeLast(file);
    LOG.info("unchanged: {}", file);
    return kept(download, receipt);
  }

  /** Says why a download cannot be completed. What is of no use any more is removed. */
  public Receipt giveReason(Download download, Exception cause) {
    if (downloads.find(download.key()) == null) {
      // Haul is stopping: the job was interrupted, and nothing is to be said of it.
      return receipts.failed(download, new Retryable.Stopping());
    }
    DownloadFailure failure = inWords(download, cause);
    Receipt receipt = receipts.failed(download, failure);
    LOG.warn("{}: {}: {}", receipt.outcome(), receipt.sources().get(0).url(), failure.getMessage());
    download.discardHandles();
    if (failure instanceof Permanent && !isOfAnother(download)) {
      removeLeftovers(download);
    }
    // A folder that is lost is not to be made anew for a receipt.
    return failure instanceof Retryable.FolderLost ? receipt : kept(download, receipt);
  }

  /** Whether its part file belongs to another process, which no lock may tell. */
  private static boolean isOfAnother(Download download) {
    return download.isTakenOver()
        || download.holds().stream().anyMatch(hold -> hold.kind() == Hold.Kind.OWNER);
  }

  /** The reason a download failed while it was being fetched. */
  public Receipt giveReason(Download download) {
    return giveReason(download, Objects.requireNonNull(download.failure()));
  }

  private static DownloadFailure inWords(Download download, Exception exception) {
    Exception cause = DownloadFailure.within(exception);
    if (cause instanceof DownloadFailure known) {
      return known;
    }
    return cause instanceof IOException
        ? new Retryable.DiskTrouble(download.folder(), cause)
        : new Permanent.InternalError(cause);
  }

  /**
   * Answers a request that cannot be begun.
   *
   * @param download null when it was never opened
   * @param body the request as far as it was read
   */
  public Receipt refuse(@Nullable Download download, @Nullable Object body, Exception cause) {
    if (download != null) {
      if (download.receipt().isDone() && !download.receipt().isCompletedExceptionally()) {
        return download.receipt().join(); // It was cancelled while it waited: told already.
      }
      Receipt receipt = giveReason(download, cause);
      close(download, receipt);
      return receipt;
    }
    DownloadFailure failure =
        DownloadFailure.within(cause) instanceof DownloadFailure known
            ? known
            : new Permanent.BadRequest(String.valueOf(cause.getMessage()));
    LOG.warn("refused: {}", failure.getMessage());
    downloads.onlooker().refused(failure);
    DownloadRequest request = body instanceof DownloadRequest read ? read : null;
    Receipt receipt = receipts.refused(request, failure);
    if (request != null) {
      downloads.answered(request, receipt);
    }
    return receipt;
  }

  /** Bytes that proved wrong are kept for whoever wants to see why, if the disk can. */
  public void quarantine(Download download) {
    PartFile part = Objects.requireNonNull(download.part());
    part.abandon();
    Path place = download.workFolder().resolve("quarantine").resolve(download.id());
    Path to = place.resolve("generation-" + download.key().generation() + ".part");
    try {
      DurableFolder.create(place);
      Files.move(part.path(), to, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("wrong bytes are kept in {}", to);
    } catch (IOException e) {
      LOG.warn("wrong bytes cannot be kept in {}: {}", to, e.toString());
    }
  }

  /** Hands out the receipt and closes the download. */
  public void close(Download download, Receipt receipt) {
    downloads.close(download, receipt);
  }

  private Receipt kept(Download download, Receipt receipt) {
    try {
      store.write(receipt, download.folder());
    } catch (IOException e) {
      LOG.warn("cannot keep the receipt of {}: {}", download.id(), e.toString());
    }
    return receipt;
  }

  private static void removeLeftovers(Download download) {
    try {
      download.removeLeftovers();
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", download.partPath(), e.toString());
    }
  }

  private static void discardJournal(PartFile part) {
    Journal journal = part.journal();
    try {
      if (journal != null) {
        journal.discard();
      }
    } catch (IOException e) {
      LOG.warn("cannot remove the journal of {}: {}", part.path(), e.toString());
    }
  }
}
