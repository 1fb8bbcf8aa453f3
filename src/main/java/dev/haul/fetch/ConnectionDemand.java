package dev.haul.fetch;

import dev.haul.download.Download;
import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * How many connections a download takes now: as many as it may, but no more than it needs to reach
 * {@code enough} at the speed that one of them delivers. On a fast network more of them win nothing
 * and keep the front of the file, and with it the hashing, behind.
 *
 * <p>Measured: 1 GiB over loopback takes 1.7 s with 32 connections and 1.3 s with 4.
 *
 * @param enough bytes per second of one download that nobody needs to exceed
 * @param most most connections a download may have
 */
public record ConnectionDemand(long enough, ToIntFunction<Download> most) {

  /** Never fewer than these, if they are allowed: one slow connection must not set the pace. */
  private static final int FEW = 4;

  /** As long after the first answer nothing is known of the speed; a fast chunk is done by then. */
  private static final long HESITATION_NANOS = Duration.ofMillis(20).toNanos();

  int connections(Download download) {
    if (download.location().isBeingAsked()) {
      return 0;
    }
    long speed = download.meter().bytesPerSecondOfOneConnection();
    boolean hesitates = speed == 0 && System.nanoTime() - reviewAt(download) < 0;
    return Math.min(most.applyAsInt(download), needed(speed, hesitates));
  }

  int needed(long bytesPerSecondOfOne, boolean hesitates) {
    if (bytesPerSecondOfOne <= 0) {
      return hesitates ? FEW : Integer.MAX_VALUE;
    }
    return (int) Math.max(FEW, Math.min(Integer.MAX_VALUE, enough / bytesPerSecondOfOne));
  }

  /** {@link System#nanoTime} at which the demand may change without anything happening. */
  long reviewAt(Download download) {
    return download.meter().firstAnsweredAt() + HESITATION_NANOS;
  }
}
