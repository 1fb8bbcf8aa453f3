package dev.haul.download;

import java.util.ArrayDeque;
import java.util.Deque;

/** Speeds of finished attempts of the last half minute. Not safe for use by several threads. */
public final class RecentSpeeds {

  private static final long WINDOW_NANOS = 30_000_000_000L;
  private static final int MOST = 64;

  /** Below this an attempt says nothing about speed: it fits into a socket buffer. */
  private static final long TELLING_BYTES = 64 * 1024;

  private record Attempt(long bytes, long nanos, long endedAt) {}

  private final Deque<Attempt> attempts = new ArrayDeque<>();

  /**
   * @param bytes what the attempt brought
   * @param nanos how long its body took
   * @param now {@link System#nanoTime}
   */
  public void add(long bytes, long nanos, long now) {
    if (bytes < TELLING_BYTES || nanos <= 0) {
      return;
    }
    attempts.addLast(new Attempt(bytes, nanos, now));
    if (attempts.size() > MOST) {
      attempts.removeFirst();
    }
  }

  /** Bytes per second of one connection, or 0 when nothing recent tells. */
  public long mean(long now) {
    while (!attempts.isEmpty() && now - attempts.getFirst().endedAt() > WINDOW_NANOS) {
      attempts.removeFirst();
    }
    double bytes = 0;
    double nanos = 0;
    for (Attempt attempt : attempts) {
      bytes += attempt.bytes();
      nanos += attempt.nanos();
    }
    return nanos == 0 ? 0 : (long) (bytes * 1e9 / nanos);
  }
}
