package dev.haul.fetch;

/**
 * How much of what one connection has left another one should take, as arithmetic: so much that
 * both end together.
 *
 * @param smallest pieces smaller than this are taken only from a connection that would need {@link
 *     #LONG_SECONDS} for what it has left, in bytes
 */
record TailSplit(long smallest) {

  /** What saves less ends before a new connection brings its first byte. */
  private static final double WORTH_SECONDS = 0.5;

  /** A tail that is to be shortened, whatever the size of the piece. */
  static final double LONG_SECONDS = 2;

  /** Slower than this, a connection does not even bring what it would keep. */
  private static final double NEARLY_SILENT = 1024;

  /** Whether all that a connection has left is better asked for anew. */
  boolean isHopeless(double speed, double other) {
    return speed < NEARLY_SILENT && speed < other / 100;
  }

  /**
   * @param left bytes the connection has left
   * @param speed its bytes per second
   * @param other bytes per second of the connection that would take a part
   * @param wait seconds until the other one brings its first byte
   * @return bytes to take from the end, or 0 when it is not worth a request
   */
  long take(long left, double speed, double other, double wait) {
    if (speed <= 0 || other <= 0) {
      return 0;
    }
    double keep = Math.min(left, speed * (left + other * wait) / (speed + other));
    long take = left - (long) Math.ceil(keep);
    boolean worthIt = take / speed > WORTH_SECONDS;
    return worthIt && (take >= smallest || left / speed > LONG_SECONDS) ? take : 0;
  }
}
