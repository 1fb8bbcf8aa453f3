package dev.haul.fetch;

import dev.haul.download.Download;
import dev.haul.download.Meter;
import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * How many connections a download takes now: as many as it may, but no more than it needs to reach
 * {@code enough} at the speed that one of them delivers. On a fast network more of them win
 * nothing: they write into one file, and whoever is not at its front leaves bytes that have to be
 * read back for the digest.
 *
 * <p>Measured with reads of 512 KiB: 1 GiB over loopback takes 1.7 s with 32 connections, 1.5 s
 * with 4 and 1.3 s with 1.
 *
 * @param enough bytes per second of one download that nobody needs to exceed
 * @param most most connections a download may have
 */
public record ConnectionDemand(long enough, ToIntFunction<Download> most) {

  /** As long after the first answer one connection shows what it delivers. */
  private static final long HESITATION_NANOS = Duration.ofMillis(40).toNanos();

  /** Bytes per second that no connection exceeds: who needs more does not try with one. */
  private static final long FASTEST = 10_000_000_000L;

  /** So many times faster it may be when it only waits for this machine. */
  private static final int RECEIVER_LIMITED = 4;

  int connections(Download download) {
    if (download.location().isBeingAsked()) {
      return 0;
    }
    int needed = hesitates(download) ? 1 : needed(download);
    return Math.min(most.applyAsInt(download), needed);
  }

  /**
   * Most bytes that a request may ask for when chunks are joined: a connection that is enough by
   * itself does without the pause between two of them. 0 when chunks are to stay as they are.
   */
  long longestRequest(Download download) {
    boolean enoughAlone = !hesitates(download) && needed(download) == 1;
    return enoughAlone ? download.location().largestRange() : 0;
  }

  private boolean hesitates(Download download) {
    return System.nanoTime() - reviewAt(download) < 0 && needed(FASTEST) == 1;
  }

  private int needed(Download download) {
    Meter meter = download.meter();
    long speed = meter.bytesPerSecondOfOneSoFar();
    return needed(meter.isReceiverLimited() ? RECEIVER_LIMITED * speed : speed);
  }

  int needed(long bytesPerSecondOfOne) {
    if (bytesPerSecondOfOne <= 0) {
      return Integer.MAX_VALUE;
    }
    double needed = (double) enough / bytesPerSecondOfOne;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(needed)));
  }

  /** {@link System#nanoTime} at which the demand may change without anything happening. */
  long reviewAt(Download download) {
    return download.meter().firstAnsweredAt() + HESITATION_NANOS;
  }
}
