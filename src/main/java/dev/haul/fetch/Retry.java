package dev.haul.fetch;

import dev.haul.download.Backoff;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/** What goes back to the queue after a failed attempt, and when it may run. */
public final class Retry {

  /** Less than this is a trickle: it counts as progress but does not spare the wait. */
  private static final long REAL_PROGRESS = 16 * 1024;

  private final Backoff backoff;
  private final DoubleSupplier random;

  /**
   * @param random 0 to 1, for the jitter
   */
  public Retry(Backoff backoff, DoubleSupplier random) {
    this.backoff = backoff;
    this.random = random;
  }

  /** The rest of the chunk, at once: nothing was wrong with the server. */
  public List<Chunk> atOnce(Tally tally) {
    ByteRange rest = tally.rest();
    Chunk chunk = tally.chunk();
    if (rest == null) {
      return List.of();
    }
    List<ByteRange> pieces =
        tally.failure() instanceof Retryable.RangeTooLong tooLong
            ? rest.pieces(tooLong.length())
            : List.of(rest);
    return pieces.stream()
        .map(piece -> chunk.with(piece, chunk.attempt(), chunk.slowCuts(), System.nanoTime()))
        .toList();
  }

  /** The rest of the chunk, at once, remembering that its connection was too slow. */
  public List<Chunk> afterSlow(Tally tally) {
    return atOnce(tally).stream()
        .map(c -> c.with(c.range(), c.attempt(), c.slowCuts() + 1, c.notBefore()))
        .toList();
  }

  /**
   * The rest of the chunk, not before the wait its failure asks for. Progress resets the wait; who
   * was one too many waits for a place, not for a time.
   */
  public List<Chunk> later(Tally tally) {
    ByteRange rest = tally.rest();
    if (rest == null || tally.failure() instanceof Retryable.Crowded) {
      return atOnce(tally);
    }
    Chunk chunk = tally.chunk();
    Duration asked =
        tally.failure() instanceof Retryable.ServerBusy busy ? busy.retryAfter() : Duration.ZERO;
    int attempt = tally.bytes() > 0 ? 0 : chunk.attempt() + 1;
    boolean waits = tally.bytes() < REAL_PROGRESS || !asked.isZero();
    long wait =
        waits ? backoff.wait(Math.max(1, attempt), asked, random.getAsDouble()).toNanos() : 0;
    return List.of(chunk.with(rest, attempt, chunk.slowCuts(), System.nanoTime() + wait));
  }
}
