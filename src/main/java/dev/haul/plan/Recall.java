package dev.haul.plan;

import dev.haul.download.Door;
import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a job of a message queue that was done before with the receipt it got then.
 *
 * <p>A broker delivers a message again when Haul ended between publishing and acknowledging, and
 * requesters send the same id again when they do not know whether it arrived.
 */
public final class Recall {

  private static final Logger LOG = LoggerFactory.getLogger(Recall.class);

  private final OpenDownloads downloads;
  private final ReceiptStore receipts;

  public Recall(OpenDownloads downloads, ReceiptStore receipts) {
    this.downloads = downloads;
    this.receipts = receipts;
  }

  /**
   * Closes {@code download} with its earlier receipt, if there is one.
   *
   * @throws Permanent.BadRequest when its id belongs to another job
   */
  public void answer(Download download) throws IOException {
    if (download.request().origin().door() != Door.QUEUE) {
      return;
    }
    Receipt earlier = receipts.findAnswer(download);
    if (earlier == null) {
      return;
    }
    if (!receipts.isSameContent(earlier, download.request())) {
      throw new Permanent.BadRequest(
          "id \"" + download.id() + "\" was another download; give this one an id of its own");
    }
    Path file = Path.of(Objects.requireNonNull(earlier.file()).path());
    // The receipt is written before the rename: only a part file tells that there was none.
    if (!file.toFile().exists() && download.partPath().toFile().exists()) {
      return;
    }
    download.removeLeftovers();
    LOG.info("{} was done before: {}", download.id(), file);
    downloads.close(download, earlier);
  }
}
