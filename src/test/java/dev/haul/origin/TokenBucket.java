package dev.haul.origin;

/**
 * Meters bytes per second with a small burst. It may be overdrawn: whoever takes waits until the
 * debt is paid, so the mean holds exactly whatever the pieces. Not thread-safe: one a connection.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final long rate;
  private final long burst;
  private double tokens;
  private long filledAt;

  TokenBucket(long rate, long burst, long now) {
    this.rate = rate;
    this.burst = burst;
    this.tokens = burst;
    this.filledAt = now;
  }

  long rate() {
    return rate;
  }

  /** Takes the bytes and answers for how many nanoseconds to wait before sending them. */
  long take(long bytes, long now) {
    tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * rate) - bytes;
    filledAt = now;
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / rate * NANOS);
  }
}
