package dev.haul.fetch;

import java.time.Duration;

/**
 * How many connections one host bears, learnt from what it accepts and refuses, as arithmetic.
 *
 * <p>It grows by one with every answer, so it doubles each round trip, or every {@link #SILENCE} if
 * the host is slow to answer, until the host refuses. Then it is what went on: the connections that
 * were not refused. It holds there for a full window of answers or {@link #QUIET}, whichever is
 * first, and tries one more, and another after each further window, or with every answer once more
 * are served than before; each time this ends where it began, it waits twice as long. That is AIMD
 * with a memory, for servers that allow k connections and refuse every further one (RFC 9112 §9.4).
 *
 * <p>Not every refusal speaks of the number: one that comes although the host bore as many a moment
 * ago, or one among many answers, changes nothing. Without anybody being served nothing is known of
 * k, so the number is halved, once a round.
 *
 * <p>Times are {@link System#nanoTime}. Not thread-safe: {@link Host} guards it.
 */
final class ConcurrencyLimit {

  /** What a refusal was about. */
  enum Verdict {
    /** The number of connections: fewer will do. */
    CROWDED,
    /** Something else: others are served, or were a moment ago. */
    SPORADIC,
    /** Nobody is served, nor was lately. */
    SHUT
  }

  private static final long QUIET = Duration.ofSeconds(10).toNanos();
  private static final int LONGEST_DOUBLING = 5;

  private static final long SILENCE = Duration.ofMillis(250).toNanos();

  /** As long after it the host is taken to bear what it bore. */
  private static final long LATELY = Duration.ofSeconds(2).toNanos();

  /** Weight of one outcome in the share of refusals. */
  private static final double WEIGHT = 0.1;

  /** From this share on refusals are no coincidence: the third in a row. */
  private static final double MANY = 0.2;

  private final int most;
  private int limit;
  private boolean growing = true;

  /** Refusals among the last outcomes, 0 to 1. */
  private double refusals;

  /** The most connections that were served at once lately, and when. */
  private int peak;

  private long peakAt;

  /** From where the growth of now, or the last one, began; 0 for the first. */
  private int before;

  /** How often in a row growth ended where it began: now, and when it began. */
  private int doubling;

  private int doublingBefore;
  private long quietUntil;
  private long notBefore;
  private int answersMissing;

  /** When the first growth found the host full and silent; 0 when it is not. */
  private long fullSince;

  private long halvedAt;
  private boolean halved;

  /**
   * @param start connections to begin with, 1 or more
   * @param most connections that are never exceeded, {@code start} or more
   */
  ConcurrencyLimit(int start, int most) {
    this.limit = Math.min(start, most);
    this.most = most;
  }

  /** How many connections the host may have at {@code now}. */
  int at(long now) {
    if (!growing && now - notBefore >= 0 && (answersMissing <= 0 || now - quietUntil >= 0)) {
      growing = true;
      before = limit;
      doublingBefore = doubling;
      limit = Math.min(most, limit + 1);
      answersMissing = limit;
    }
    return limit;
  }

  /**
   * How many more connections the host may have, for one who has use for them.
   *
   * @param taken connections in use
   */
  int room(int taken, long now) {
    int room = at(now) - taken;
    if (room > 0 || before > 0 || !growing) {
      fullSince = 0;
      return room;
    }
    if (fullSince == 0) {
      fullSince = now;
    } else if (now - fullSince >= SILENCE) {
      fullSince = now;
      limit = Math.min(most, 2 * limit);
    }
    return limit - taken;
  }

  /** When there may be more room although nothing happens; {@code now} if never. */
  long reviewAt(long now) {
    return !growing ? quietUntil : fullSince == 0 || isFull() ? now : fullSince + SILENCE;
  }

  /** How many connections it is known to bear: while one more is tried, those without it. */
  int known() {
    return growing && before > 0 ? before : limit;
  }

  boolean isFull() {
    return limit == most;
  }

  /**
   * The host answered a request, with whatever but a refusal.
   *
   * @param served connections it serves now, this one included
   * @param taken connections in use
   */
  void answered(int served, int taken, long now) {
    serves(served, now);
    refusals *= 1 - WEIGHT;
    answersMissing--;
    boolean used = taken * 2 > at(now);
    boolean unknown = before == 0 || served > before;
    if (growing && used && (unknown || answersMissing <= 0)) {
      limit = Math.min(most, limit + 1);
      answersMissing = limit;
    }
    fullSince = 0;
    limit = Math.min(most, Math.max(limit, served));
  }

  /** {@code served} connections are or were served until now. */
  void serves(int served, long now) {
    if (served >= peak || now - peakAt > LATELY) {
      peak = served;
      peakAt = now;
    }
  }

  /**
   * The host refused a request for load.
   *
   * @param others connections under way that were not refused
   * @param served how many of them are served
   * @param startedAt when the request was begun
   * @param wait how long the host wants to be left alone, or zero
   */
  Verdict refused(int others, int served, long startedAt, Duration wait, long now) {
    serves(served, now);
    refusals += WEIGHT * (1 - refusals);
    if (peak == 0) {
      halve(others, startedAt, now);
      return Verdict.SHUT;
    }
    boolean noCoincidence = growing || served == 0 || refusals > MANY;
    if (others == 0 || others < peak || !noCoincidence) {
      return Verdict.SPORADIC;
    }
    limit = Math.min(limit, others);
    hold(wait, now);
    return Verdict.CROWDED;
  }

  /** Too many requests: fewer, whatever was served (RFC 6585 §4). Once for all that flew then. */
  void slowDown(int others, long startedAt, Duration wait, long now) {
    halve(others, startedAt, now);
    hold(wait, now);
  }

  private void halve(int others, long startedAt, long now) {
    if (others > 0 && (!halved || startedAt - halvedAt > 0)) {
      halved = true;
      halvedAt = now;
      limit = Math.max(1, Math.min(limit, (others + 1) / 2));
    }
  }

  private void hold(Duration wait, long now) {
    doubling = limit == before ? Math.min(doublingBefore + 1, LONGEST_DOUBLING) : 0;
    long alone = now + wait.toNanos();
    notBefore = growing || alone - notBefore > 0 ? alone : notBefore;
    growing = false;
    quietUntil = now + Math.max(QUIET << doubling, wait.toNanos());
    answersMissing = limit << doubling;
  }
}
