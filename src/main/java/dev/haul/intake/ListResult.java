package dev.haul.intake;

import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * What came of a list: the document {@code haul/batch/1}. Its receipts can be written until the
 * exchange of the list ends; counts and requests stay.
 */
public final class ListResult {

  public static final String SCHEMA = "haul/batch/1";

  private final String id;
  private final Receipt.Outcome outcome;
  private final int size;
  private final List<DownloadRequest> remaining;
  private final ReceiptSpool receipts;

  ListResult(
      String id,
      Receipt.Outcome outcome,
      int size,
      List<DownloadRequest> remaining,
      ReceiptSpool receipts) {
    this.id = id;
    this.outcome = outcome;
    this.size = size;
    this.remaining = remaining;
    this.receipts = receipts;
  }

  public String id() {
    return id;
  }

  /** Failed if one failed, else cancelled if one was, else proven unless all were unchanged. */
  public Receipt.Outcome outcome() {
    return outcome;
  }

  /** Number of downloads in the list. */
  public int size() {
    return size;
  }

  /** The requests without a file, in the order of the list. */
  public List<DownloadRequest> remaining() {
    return remaining;
  }

  /** Writes the batch document, one receipt a line, in the order of completion. */
  void writeTo(Writer out) throws IOException {
    out.write("{\"schema\":\"" + SCHEMA + "\",\"id\":\"" + id + "\",");
    out.write("\"outcome\":\"" + outcome + "\",\"receipts\":[\n");
    receipts.copyTo(out);
    out.write("\n]}\n");
  }
}
