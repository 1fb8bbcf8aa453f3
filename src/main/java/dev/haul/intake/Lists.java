package dev.haul.intake;

import dev.haul.download.Admission;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code haul-list}: splits a list as fast as its downloads can be opened and gathers
 * the receipts, so that the memory it takes does not grow with the list.
 */
public final class Lists implements AggregationStrategy {

  /** Exchange property: the list in work. */
  static final String RUN = "list";

  /** Exchange property of one download of a list: its number, counted from 0. */
  static final String ENTRY = "entry";

  private static final Logger LOG = LoggerFactory.getLogger(Lists.class);

  private final Admission admission;
  private final Path spoolFolder;

  /**
   * @param spoolFolder where receipts wait for the end of their list; temporary files
   */
  public Lists(Admission admission, Path spoolFolder) {
    this.admission = admission;
    this.spoolFolder = spoolFolder;
  }

  /** Opens {@code batch}; its spool is deleted when {@code exchange} ends, however it ends. */
  public ListRun begin(Exchange exchange, Batch batch) throws IOException {
    ListRun run = new ListRun(batch, admission, spoolFolder);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange ended) {
                close(run);
              }
            });
    return run;
  }

  private static void close(ListRun run) {
    try {
      run.close();
    } catch (IOException e) {
      LOG.warn("{}: receipts in waiting could not be deleted: {}", run.batch().name(), e);
    }
  }

  public Iterator<DownloadRequest> requests(ListRun run) {
    return run.requests();
  }

  /** Called for one download of a list at a time, in the order of completion. */
  @Override
  public Exchange aggregate(@Nullable Exchange gathered, Exchange ended, Exchange list) {
    ListRun run = list.getProperty(RUN, ListRun.class);
    try {
      Exception failure = ended.getException();
      if (failure != null) {
        throw failure;
      }
      Receipt receipt = of(run.batch(), ended.getMessage().getMandatoryBody(Receipt.class));
      run.add(ended.getProperty(ENTRY, Integer.class), receipt);
      Consumer<Receipt> listener = run.batch().listener();
      if (listener != null) {
        listener.accept(receipt);
      }
    } catch (Exception e) {
      run.fail(e);
    }
    return list;
  }

  /** Splitters know this method; without it an old exchange stands for none. */
  @Override
  public Exchange aggregate(@Nullable Exchange gathered, Exchange ended) {
    throw new UnsupportedOperationException("needs the exchange of the list");
  }

  private static Receipt of(Batch batch, Receipt receipt) {
    return receipt.batch() != null || !batch.list()
        ? receipt
        : new Receipt(
            receipt.schema(),
            receipt.id(),
            batch.id(),
            receipt.outcome(),
            receipt.request(),
            receipt.file(),
            receipt.proof(),
            receipt.sources(),
            receipt.transfer(),
            receipt.warnings(),
            receipt.error(),
            receipt.haul());
  }

  public ListResult result(ListRun run) throws Exception {
    return run.result();
  }
}
