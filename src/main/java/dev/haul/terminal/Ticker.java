package dev.haul.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One daemon thread that does something again and again until it is closed. */
final class Ticker implements AutoCloseable {

  private final CountDownLatch closed = new CountDownLatch(1);

  private Ticker() {}

  static Ticker start(Duration delay, Duration period, Runnable action) {
    Ticker ticker = new Ticker();
    Thread thread = new Thread(() -> ticker.run(delay, period, action), "haul-display");
    thread.setDaemon(true);
    thread.start();
    return ticker;
  }

  private void run(Duration delay, Duration period, Runnable action) {
    try {
      Duration wait = delay;
      while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        action.run();
        wait = period;
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns at once; an action that is running comes to its end. */
  @Override
  public void close() {
    closed.countDown();
  }
}
