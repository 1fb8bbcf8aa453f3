package dev.haul.download;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Holds requests back until they may be opened, without a thread each, by priority and then in
 * order of arrival.
 *
 * <p>A request that has to wait for another download of the same name lets the ones behind it pass.
 *
 * <p>Whoever enters and is let in at once goes on in his own thread; whoever waited goes on in one
 * of the gate's. Never in that of another caller: Camel would put what follows behind the caller's
 * own work, and a caller that waits for its receipt without end does not get to it.
 */
final class Gate implements Admission {

  /** As many may wait before the reader of a list pauses. */
  private static final int FEW = 8;

  /**
   * Opens a request, or says null when that one has to wait. Throws an {@link
   * IllegalArgumentException} when it can never be opened.
   */
  private final Function<DownloadRequest, @Nullable Download> open;

  private final ToIntFunction<DownloadRequest> priority;
  private final AtomicInteger calls = new AtomicInteger();

  private final ExecutorService waited =
      Executors.newCachedThreadPool(new DaemonThreads("haul-open"));

  // Guarded by this.
  private final Deque<Waiting> line = new ArrayDeque<>();
  // Guarded by this.
  private boolean closed;

  /** Equal to itself alone: to compare requests costs more than to let them in. */
  private static final class Waiting {
    private final DownloadRequest request;
    private final CompletableFuture<Download> admitted = new CompletableFuture<>();

    Waiting(DownloadRequest request) {
      this.request = request;
    }

    DownloadRequest request() {
      return request;
    }

    CompletableFuture<Download> admitted() {
      return admitted;
    }
  }

  /** A request whose turn came; without a download when it can never be opened. */
  private record Called(Waiting waiting, @Nullable Download download, @Nullable String why) {
    void answer() {
      if (download != null) {
        waiting.admitted().complete(download);
      } else {
        waiting.admitted().completeExceptionally(new Permanent.BadRequest(String.valueOf(why)));
      }
    }
  }

  /**
   * @param priority the lower, the earlier, as of now
   */
  Gate(
      Function<DownloadRequest, @Nullable Download> open, ToIntFunction<DownloadRequest> priority) {
    this.open = open;
    this.priority = priority;
  }

  CompletionStage<Download> enter(DownloadRequest request) {
    Waiting waiting = new Waiting(request);
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new Retryable.Stopping());
      }
      line.addLast(waiting);
    }
    admit(waiting);
    return waiting.admitted();
  }

  /**
   * Opens whatever may be opened now. A call from within an opening returns at once and leaves the
   * work to the loop that is running: a thousand refused requests do not nest.
   */
  void admit() {
    admit(null);
  }

  /**
   * @param own the caller's, to whom nobody has tied anything yet
   */
  private void admit(@Nullable Waiting own) {
    if (calls.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    do {
      Called called;
      while ((called = next()) != null) {
        if (called.waiting() == own) {
          called.answer();
        } else {
          elsewhere(called::answer);
        }
      }
      seen = calls.addAndGet(-seen);
    } while (seen > 0);
  }

  private void elsewhere(Runnable task) {
    try {
      waited.execute(task);
    } catch (RejectedExecutionException stopped) {
      task.run();
    }
  }

  private synchronized @Nullable Called next() {
    for (Waiting waiting : inTurn()) {
      Called called = call(waiting);
      if (called != null) {
        line.remove(waiting);
        notifyAll();
        return called;
      }
    }
    return null;
  }

  /** Mostly all are equal, and then the order of arrival counts. Callers hold the lock. */
  private Collection<Waiting> inTurn() {
    int[] priorities =
        line.stream()
            .mapToInt(waiting -> priority.applyAsInt(waiting.request()))
            .distinct()
            .toArray();
    if (priorities.length < 2) {
      return line;
    }
    List<Waiting> sorted = new ArrayList<>(line);
    sorted.sort(Comparator.comparingInt(waiting -> priority.applyAsInt(waiting.request())));
    return sorted;
  }

  private @Nullable Called call(Waiting waiting) {
    try {
      Download download = open.apply(waiting.request());
      return download == null ? null : new Called(waiting, download, null);
    } catch (RuntimeException e) {
      return new Called(waiting, null, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public synchronized void awaitTurn() throws Retryable.Stopping {
    try {
      while (line.size() >= FEW && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Retryable.Stopping();
    }
    if (closed) {
      throw new Retryable.Stopping();
    }
  }

  /** Number of requests in the line. */
  synchronized int waiting() {
    return line.size();
  }

  /** Sends away those that are {@code unwanted}. */
  void dismiss(Predicate<DownloadRequest> unwanted, DownloadFailure why) {
    List<Waiting> sentAway;
    synchronized (this) {
      sentAway = line.stream().filter(waiting -> unwanted.test(waiting.request())).toList();
      line.removeAll(sentAway);
      notifyAll();
    }
    sentAway.forEach(waiting -> waiting.admitted().completeExceptionally(why));
  }

  /** Sends everybody away. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    sendAway(request -> true, new Retryable.Stopping());
    waited.shutdown();
  }

  /** Sends away whom {@code whose} names. */
  void sendAway(Predicate<DownloadRequest> whose, Retryable.Stopping why) {
    List<Waiting> sentAway;
    synchronized (this) {
      sentAway = line.stream().filter(waiting -> whose.test(waiting.request())).toList();
      line.removeAll(sentAway);
      notifyAll();
    }
    sentAway.forEach(waiting -> waiting.admitted().completeExceptionally(why));
  }
}
