package dev.haul.download;

import java.time.Duration;

/**
 * How long a chunk waits before its next attempt: exponential with jitter, as arithmetic.
 *
 * @param start wait after the first failure without progress
 * @param cap longest wait
 */
public record Backoff(Duration start, Duration cap) {

  /**
   * @param attempt failures in a row without progress, 1 or more
   * @param asked what the server asked for, or zero; never undercut
   * @param random 0 (inclusive) to 1, spreads the waits over their upper half
   */
  public Duration wait(int attempt, Duration asked, double random) {
    double doubled = start.toNanos() * Math.pow(2, Math.min(attempt - 1, 40));
    double full = Math.min(cap.toNanos(), doubled);
    Duration jittered = Duration.ofNanos((long) (full / 2 + full / 2 * random));
    return jittered.compareTo(asked) > 0 ? jittered : asked;
  }
}
