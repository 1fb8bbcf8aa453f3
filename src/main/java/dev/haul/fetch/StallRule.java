package dev.haul.fetch;

import java.time.Duration;

/**
 * Whether a connection is stuck, as arithmetic. One that is silent gains nothing, so it is cut
 * whatever the others do; before its answer it may be silent for a reason, so there it is compared.
 *
 * @param grace how long an answer may always take
 * @param silence how long a body may be silent
 * @param head how long the wait for a whole header may take at all, the connection included
 * @param attempts how often a chunk's request is cut because others were answered sooner
 */
public record StallRule(Duration grace, Duration silence, Duration head, int attempts) {

  /** An answer that takes so many times the usual is not coming. */
  private static final int FAR_BEYOND = 20;

  /** A body that has all its bytes owes only its end. */
  private static final long END_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * Whether a request was answered too late, measured by others. Answers of the same download tell
   * more than those of its host, where each file may take its own time; by those a chunk is cut
   * only once, and not before {@code silence}.
   *
   * @param waited nanoseconds since the take-off
   * @param download mean wait of the download's answers in nanoseconds, 0 for none
   * @param host mean wait of the host's answers in nanoseconds, 0 for none
   * @param cuts how often this chunk's connection was cut already
   */
  boolean isOverdue(long waited, long download, long host, int cuts) {
    if (download > 0) {
      return cuts < attempts && waited > Math.max(grace.toNanos(), FAR_BEYOND * download);
    }
    return host > 0
        && cuts < Math.min(1, attempts)
        && waited > Math.max(silence.toNanos(), FAR_BEYOND * host);
  }

  /** Whether a header takes so long that it comes in drops: each of them restarts a time-out. */
  boolean isEndless(long waited) {
    return waited > head.toNanos();
  }

  /**
   * Whether a body is stuck.
   *
   * @param silent nanoseconds since its last byte, or since the answer
   * @param complete whether all its bytes are there, and only its end is not
   */
  boolean isStuck(long silent, boolean complete) {
    return silent > (complete ? Math.min(END_NANOS, silence.toNanos()) : silence.toNanos());
  }
}
