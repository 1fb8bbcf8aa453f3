package dev.haul.finish;

import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadsRoot;
import dev.haul.download.FullDisk;
import dev.haul.download.Owners;
import dev.haul.download.PartFile;
import dev.haul.download.Receipt;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Publishes a file; where its disk is full, as soon as there is room for receipt and name. */
public final class Publishing {

  private final Publisher publisher;
  private final DiskSpace space;
  private final DownloadsRoot root;
  private final Owners owners;

  public Publishing(Publisher publisher, DiskSpace space, DownloadsRoot root, Owners owners) {
    this.publisher = publisher;
    this.space = space;
    this.root = root;
    this.owners = owners;
  }

  /**
   * Completes with the receipt; no thread waits for it.
   *
   * @throws Retryable.PartLost when somebody took the part file away
   * @throws Retryable.FolderLost when the disk of the downloads folder is not mounted any more
   */
  public CompletionStage<Receipt> publish(Verified verified) throws IOException {
    Download download = verified.download();
    PartFile part = Objects.requireNonNull(download.part());
    root.expectMounted();
    try {
      part.expectIntact();
      return CompletableFuture.completedFuture(publisher.publish(verified));
    } catch (Retryable.PartLost e) {
      throw download.judgeLoss(download.key(), e);
    } catch (DownloadFailure e) {
      throw e;
    } catch (IOException e) {
      if (!FullDisk.isMeantBy(e, download.workFolder())) {
        throw e;
      }
      return space.awaitRoom(download, e, verified).thenCompose(this::again);
    }
  }

  private CompletionStage<Receipt> again(Verified verified) {
    try {
      if (verified.download().receipt().isDone()) {
        throw new Retryable.Stopping();
      }
      owners.confirm(verified.download()); // It may have been taken over meanwhile.
      return publish(verified);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
