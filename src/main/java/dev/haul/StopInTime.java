package dev.haul;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ends the program when a signal asks for it: cleanly, and by force when that takes too long.
 *
 * <p>Only the program may do this. In somebody else's JVM the bundle stops with its context.
 */
final class StopInTime implements AutoCloseable {

  private static final Signal INTERRUPT = new Signal("INT");
  private static final Signal TERMINATE = new Signal("TERM");

  private final Duration limit;
  private final Runnable onSignal;
  private final Runnable stop;
  private final Thread hook;
  private final SignalHandler interruptBefore;
  private final SignalHandler terminateBefore;

  /** Written once, by the thread that brings the signal. */
  private volatile boolean stopping;

  /**
   * Waits for SIGINT and SIGTERM from now on, until it is closed.
   *
   * <p>A program started in the background by a shell ignores SIGINT, and the JVM leaves it so.
   *
   * @param limit longest time the stop may take
   * @param onTerminate exit code for SIGTERM
   * @param onSignal runs first
   * @param stop runs when the program ends, whatever ends it; harmless when run twice
   */
  StopInTime(Duration limit, int onTerminate, Runnable onSignal, Runnable stop) {
    this.limit = limit;
    this.onSignal = onSignal;
    this.stop = stop;
    // For SIGHUP and for whoever calls System.exit.
    this.hook = new Thread(stop, "haul-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    this.interruptBefore = Signal.handle(INTERRUPT, signal -> exit(ExitCode.INTERRUPTED));
    this.terminateBefore = Signal.handle(TERMINATE, signal -> exit(onTerminate));
  }

  /** Whether a signal came: what fails from now on fails because of it. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * Leaves signals to others again; when one came already, its exit code is the one that counts.
   */
  @Override
  public void close() {
    if (stopping) {
      awaitExit();
    }
    Signal.handle(INTERRUPT, interruptBefore);
    Signal.handle(TERMINATE, terminateBefore);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // Then the hook is running, which is harmless.
    }
  }

  private static void awaitExit() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private void exit(int code) {
    if (stopping) {
      return;
    }
    stopping = true;
    Thread watchdog = new Thread(() -> haltAfterLimit(code), "haul-stop-watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    onSignal.run();
    stop.run();
    System.exit(code);
  }

  private void haltAfterLimit(int code) {
    try {
      Thread.sleep(limit.toMillis());
    } catch (InterruptedException hurry) {
      // Nobody interrupts it; if somebody does, there is no reason left to wait.
    }
    Runtime.getRuntime().halt(code);
  }
}
