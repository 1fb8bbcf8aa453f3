package dev.haul.origin;

import java.util.Random;

/** Connections that end too early. */
public final class Cuts {
  private Cuts() {}

  /** A reset after so many body bytes of each response; shorter responses arrive whole. */
  public static Behaviour cutAfter(long bytes) {
    return cutAfter(bytes, Answer.Cut.RESET);
  }

  public static Behaviour cutAfter(long bytes, Answer.Cut how) {
    return Behaviour.answering((visit, answer) -> cut(answer, bytes, how));
  }

  /** After so many body bytes of each connection, over all its responses. */
  public static Behaviour cutConnectionAfter(long bytes, Answer.Cut how) {
    return Behaviour.answering(
        (visit, answer) -> cut(answer, Math.max(0, bytes - visit.carried), how));
  }

  /** A reset of each response at a place of its own, uniform up to twice the mean. */
  public static Behaviour randomCuts(long seed, long mean) {
    return randomCuts(seed, mean, Answer.Cut.RESET);
  }

  public static Behaviour randomCuts(long seed, long mean, Answer.Cut how) {
    return Behaviour.answering(
        (visit, answer) -> {
          Random random = new Random(seed * 1_000_003 + visit.number);
          cut(answer, 1 + (long) (random.nextDouble() * 2 * mean), how);
        });
  }

  /** The request is read, then the connection ends without an answer. */
  public static Behaviour cutBeforeAnswer(Answer.Cut how) {
    return Behaviour.answering((visit, answer) -> cut(answer, Answer.BEFORE_HEAD, how));
  }

  /** Whole answers, then a close that was not announced. */
  public static Behaviour closeSilently() {
    return Behaviour.answering((visit, answer) -> answer.keepAlive = false);
  }

  /** Connections that were used before read the next request and close without a word. */
  public static Behaviour staleKeepAlive(Answer.Cut how) {
    return cutBeforeAnswer(how).when(visit -> visit.served > 0);
  }

  private static void cut(Answer answer, long at, Answer.Cut how) {
    if (at < answer.length) {
      answer.cutAt = at;
      answer.cut = how;
    }
  }
}
