package dev.haul.intake;

import dev.haul.download.Admission;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One list in work: what was handed out, what came back, and why it ended early if it did. */
final class ListRun implements Closeable {

  private final Batch batch;
  private final Admission admission;
  private final ReceiptSpool spool;

  /** Guarded by this. */
  private final BitSet succeeded = new BitSet();

  /** Guarded by this. */
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

  /** Guarded by this. */
  private boolean closed;

  private volatile @Nullable Exception failure;

  ListRun(Batch batch, Admission admission, Path spoolFolder) throws IOException {
    this.batch = batch;
    this.admission = admission;
    spool = new ReceiptSpool(spoolFolder);
  }

  Batch batch() {
    return batch;
  }

  /**
   * The requests, each handed out when it is its turn: {@code next} blocks and may fail, {@code
   * hasNext} does neither. After a failure there are no more.
   */
  Iterator<DownloadRequest> requests() {
    return new Iterator<>() {
      private final Iterator<DownloadRequest> rest = batch.requests().iterator();

      @Override
      public boolean hasNext() {
        return failure == null && rest.hasNext();
      }

      @Override
      public DownloadRequest next() {
        Exception before = failure;
        if (before != null) {
          throw ListRun.<RuntimeException>unchecked(before);
        }
        if (!rest.hasNext()) {
          throw new NoSuchElementException();
        }
        try {
          admission.awaitTurn();
        } catch (Exception e) {
          fail(e);
          throw ListRun.<RuntimeException>unchecked(e);
        }
        return rest.next();
      }
    };
  }

  /** The splitter passes on any exception as it is, but an iterator may not declare one. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E unchecked(Exception e) throws E {
    throw (E) e;
  }

  /** Takes in the receipt of the request with the number {@code index}, counted from 0. */
  synchronized void add(int index, Receipt receipt) throws IOException {
    if (closed) {
      return;
    }
    outcomes.merge(receipt.outcome(), 1, Integer::sum);
    succeeded.set(index, receipt.outcome().isSuccess());
    spool.add(receipt);
  }

  /** Ends the run: the first reason counts. */
  synchronized void fail(Exception reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /**
   * What came of the list, once everything came back.
   *
   * @throws Exception the reason why the run ended early
   */
  synchronized ListResult result() throws Exception {
    Exception reason = failure;
    if (reason != null) {
      throw reason;
    }
    List<DownloadRequest> remaining =
        IntStream.range(0, batch.requests().size())
            .filter(index -> !succeeded.get(index))
            .mapToObj(batch.requests()::get)
            .toList();
    return new ListResult(batch.id(), outcome(), batch.requests().size(), remaining, spool);
  }

  private Outcome outcome() {
    if (outcomes.containsKey(Outcome.FAILED)) {
      return Outcome.FAILED;
    }
    if (outcomes.containsKey(Outcome.CANCELLED)) {
      return Outcome.CANCELLED;
    }
    return outcomes.containsKey(Outcome.PROVEN) ? Outcome.PROVEN : Outcome.UNCHANGED;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    spool.close();
  }
}
