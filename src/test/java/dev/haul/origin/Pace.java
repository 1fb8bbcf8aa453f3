package dev.haul.origin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.IntToLongFunction;

/** Servers that take their time. */
public final class Pace {
  private Pace() {}

  /** So many bytes a second for each connection, over all its requests; a burst of 64 KiB. */
  public static Behaviour rate(long bytesPerSecond) {
    return rate(connection -> bytesPerSecond);
  }

  /** By the number of the connection on this path, from 0; 0 bytes a second is no limit. */
  public static Behaviour rate(IntToLongFunction bytesPerSecond) {
    return Behaviour.answering(
        (visit, answer) -> answer.rate = bytesPerSecond.applyAsLong(visit.connection));
  }

  /** One connection in so many crawls, the first of all included; the others keep their rate. */
  public static Behaviour slowOneIn(int connections, long bytesPerSecond) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.connection % connections == 0) {
            answer.rate = bytesPerSecond;
          }
        });
  }

  /** Before the status line of every answer. */
  public static Behaviour firstByteDelay(Duration delay) {
    return Behaviour.answering((visit, answer) -> answer.delay = delay);
  }

  public static Behaviour firstByteDelay(long millis) {
    return firstByteDelay(Duration.ofMillis(millis));
  }

  /** Reads the request and is silent. */
  public static Behaviour neverAnswers() {
    return holdAt(Answer.BEFORE_HEAD, new CompletableFuture<>());
  }

  /** Sends so many body bytes of each response, then nothing; the connection stays open. */
  public static Behaviour stallAfter(long bytes) {
    return holdAt(bytes, new CompletableFuture<>());
  }

  /** Connections that were used before read the next request and are silent. */
  public static Behaviour deafKeepAlive() {
    return neverAnswers().when(visit -> visit.served > 0);
  }

  /** So many body bytes of each response, then one at a time with this pause before each. */
  public static Behaviour trickleAfter(long bytes, Duration pause) {
    return Behaviour.answering(
        (visit, answer) -> {
          answer.trickleFrom = bytes;
          answer.tricklePause = pause;
        });
  }

  /** As {@link #stallAfter}, until the future is done: for tests that look at what is half done. */
  public static Behaviour holdAt(long bytes, Future<?> until) {
    return Behaviour.answering(
        (visit, answer) -> {
          answer.holdAt = bytes;
          answer.holdUntil = until;
        });
  }
}
