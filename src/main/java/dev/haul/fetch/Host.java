package dev.haul.fetch;

import dev.haul.download.Retryable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One host as its origin names it: how many connections it has, how many it bears, and until when
 * it is left alone. All downloads share it.
 *
 * <p>A place is taken when a chunk is handed out and freed when it is handed back; between them its
 * flight is under way, and served from a valid answer on.
 */
final class Host {

  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  /** A limit is worth a line once it has lasted so long. */
  private static final long SETTLED = Duration.ofMillis(500).toNanos();

  private final String name;
  private final Runnable onRoom;

  // All below guarded by this.
  private final ConcurrencyLimit limit;
  private int places;
  private int underWay;
  private int served;
  private boolean held;
  private long heldUntil;
  private Duration heldFor = Duration.ZERO;
  private long changedAt;
  private boolean lowered;
  private int said;
  private long usedAt = System.nanoTime();

  /**
   * @param onRoom called without a lock when there may be room for one more connection
   */
  Host(String name, ConcurrencyLimit limit, Runnable onRoom) {
    this.name = name;
    this.limit = limit;
    this.onRoom = onRoom;
  }

  /** Whether one more connection may go to it at {@code now}. */
  boolean hasRoom(long now) {
    return room(now) > 0;
  }

  /** How many more connections may go to it at {@code now}. */
  synchronized int room(long now) {
    return isHeldBack(now) ? 0 : limit.room(places, now);
  }

  /** Whether it is to be left alone at {@code now}. */
  synchronized boolean isHeldBack(long now) {
    held = held && heldUntil - now > 0;
    return held;
  }

  /**
   * {@link System#nanoTime} at which there may be room by itself, if there is none now; a time gone
   * by when only the end of a connection makes some.
   */
  synchronized long reviewAt(long now) {
    return isHeldBack(now) ? heldUntil : limit.reviewAt(now);
  }

  /**
   * A time it asked for.
   *
   * @param until {@link System#nanoTime} of its end
   */
  record Break(Duration asked, long until) {}

  /** The time it asked to be left alone for, or null when it may be asked at {@code now}. */
  synchronized @Nullable Break pause(long now) {
    return isHeldBack(now) ? new Break(heldFor, heldUntil) : null;
  }

  synchronized void take() {
    places++;
  }

  synchronized void free() {
    places--;
    usedAt = System.nanoTime();
  }

  synchronized void tookOff() {
    underWay++;
  }

  /** A valid answer came: its connection is served. */
  void answered() {
    synchronized (this) {
      served++;
      limit.answered(served, places, System.nanoTime());
    }
    onRoom.run();
  }

  /** It answered with something else that is no refusal for load, such as a redirect or 404. */
  void spoke() {
    synchronized (this) {
      limit.answered(served, places, System.nanoTime());
    }
    onRoom.run();
  }

  /**
   * A flight ended.
   *
   * @param wasServed whether it had a valid answer
   */
  void landed(boolean wasServed) {
    String news;
    synchronized (this) {
      long now = System.nanoTime();
      underWay--;
      if (wasServed) {
        limit.serves(served, now);
        served--;
      }
      news = news(now);
    }
    if (news != null) {
      LOG.info(news);
    }
  }

  /**
   * It was busy. The flight has landed already.
   *
   * @param startedAt when the flight took off
   * @param tooMany whether it asks for fewer requests (429), whoever else is served
   * @param wait how long to leave it alone, jitter included
   * @return what to do with the chunk
   */
  Retryable busy(Retryable.ServerBusy failure, long startedAt, boolean tooMany, Duration wait) {
    long now = System.nanoTime();
    String news = null;
    Retryable outcome = failure;
    synchronized (this) {
      int before = limit.at(now);
      if (tooMany) {
        limit.slowDown(underWay, startedAt, wait, now);
        news = holdBack(wait, now);
      } else {
        outcome =
            switch (limit.refused(underWay, served, startedAt, wait, now)) {
              case CROWDED -> new Retryable.Crowded(failure);
              case SPORADIC -> served == 0 ? failure : withoutWait(failure);
              case SHUT -> {
                news = underWay == 0 ? holdBack(wait, now) : null;
                yield failure;
              }
            };
      }
      noteChange(before, now);
    }
    if (news != null) {
      LOG.info(news);
    }
    return outcome;
  }

  /**
   * A new connection to it was refused, or reset without an answer. Only while others are served
   * does this tell of the number of connections.
   *
   * @return what to do with the chunk
   */
  synchronized Retryable closed(Retryable failure, long startedAt) {
    if (served == 0) {
      return failure;
    }
    long now = System.nanoTime();
    int before = limit.at(now);
    var verdict = limit.refused(underWay, served, startedAt, Duration.ZERO, now);
    noteChange(before, now);
    return verdict == ConcurrencyLimit.Verdict.CROWDED ? new Retryable.Crowded(failure) : failure;
  }

  private static Retryable withoutWait(Retryable.ServerBusy failure) {
    return new Retryable.ServerBusy(String.valueOf(failure.getMessage()), Duration.ZERO);
  }

  /** Callers hold the lock. */
  private @Nullable String holdBack(Duration wait, long now) {
    long until = now + wait.toNanos();
    boolean news = !isHeldBack(now);
    if (wait.isZero() || (!news && until - heldUntil <= 0)) {
      return null;
    }
    held = true;
    heldUntil = until;
    heldFor = wait;
    return news ? name + " asks for patience: no request for " + wait.toSeconds() + " s" : null;
  }

  /** Callers hold the lock. */
  private void noteChange(int before, long now) {
    if (limit.at(now) < before) {
      lowered = true;
      changedAt = now;
    }
  }

  /** One line for a change worth it, not one a refusal. Callers hold the lock. */
  private @Nullable String news(long now) {
    int most = limit.known();
    if (!lowered || now - changedAt < SETTLED) {
      return null;
    }
    lowered = false;
    boolean worthIt = said == 0 || most * 4 < said * 3 || most * 3 > said * 4;
    if (!worthIt || limit.isFull()) {
      return null;
    }
    said = most;
    return name + ": " + most + " connections at a time, the server refuses more";
  }

  /** How it is used at {@code now}, or null when nobody uses it. */
  synchronized @Nullable Use use(long now) {
    boolean left = isHeldBack(now);
    return places == 0 && !left ? null : new Use(limit.known(), left);
  }

  /**
   * @param limit connections it bears
   * @param leftAlone whether it asked for that
   */
  record Use(int limit, boolean leftAlone) {}

  /** Whether nothing of it is in use since {@code moment}, and nothing need be remembered. */
  synchronized boolean isForgettable(long moment, long now) {
    return places == 0 && underWay == 0 && !isHeldBack(now) && usedAt - moment <= 0;
  }

  @Override
  public String toString() {
    return name;
  }
}
