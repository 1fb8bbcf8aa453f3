package dev.haul.download;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Hands receipts to their sources.
 *
 * <p>Haul's own doors go on in the thread that ended the download: what they have left to do is
 * short. A host may do anything with its file, so it goes on in a thread of its own, and Haul's few
 * finishing threads are never held by it.
 */
public final class Answers {

  private final ExecutorService hosts =
      Executors.newCachedThreadPool(new DaemonThreads("haul-answer"));

  /** Completes with the receipt of a download that was opened. */
  public CompletionStage<Receipt> receiptOf(Download download) {
    if (download.request().origin().door() != Door.EMBEDDED) {
      return download.receipt();
    }
    CompletionStage<Receipt> ended = download.receipt();
    CompletableFuture<Receipt> answer = new CompletableFuture<>();
    ended.whenComplete((receipt, failure) -> handOver(() -> answer(answer, receipt, failure)));
    return answer;
  }

  private static void answer(
      CompletableFuture<Receipt> answer, Receipt receipt, Throwable failure) {
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else {
      answer.complete(receipt);
    }
  }

  private void handOver(Runnable task) {
    try {
      hosts.execute(task);
    } catch (RejectedExecutionException stopped) {
      task.run();
    }
  }

  /** Lets the threads end once they have nothing left to do. */
  public void stop() {
    hosts.shutdown();
  }
}
