package dev.haul.plan;

import java.time.Duration;

/**
 * How large the next chunk is to be, as arithmetic.
 *
 * <p>Small enough that every connection has work and a lost one costs little; large enough that
 * round trips cost little: a chunk grows to what its connection delivers in forty times the wait
 * for its first byte, at most in {@code target}.
 *
 * @param below100MiB chunk size in bytes for files below 100 MiB
 * @param below1GiB chunk size in bytes for files below 1 GiB
 * @param below10GiB chunk size in bytes for files below 10 GiB
 * @param larger chunk size in bytes for larger files
 * @param growth whether chunks grow with the speed of their connection
 * @param target how long one chunk should take at most
 * @param largest upper limit of the growth in bytes
 */
public record ChunkSizing(
    long below100MiB,
    long below1GiB,
    long below10GiB,
    long larger,
    boolean growth,
    Duration target,
    long largest) {

  private static final long MIB = 1L << 20;

  /** A body that takes so many times its wait makes round trips cost 2.5 %. */
  private static final double WORTH_ITS_WAIT = 40;

  /** The size to begin with, by the size of the file; that of the first chunk while unknown. */
  public long start(long fileSize) {
    if (fileSize < 100 * MIB) {
      return below100MiB;
    }
    return fileSize < 1024 * MIB ? below1GiB : fileSize < 10240 * MIB ? below10GiB : larger;
  }

  /** Size of the very first chunk of a file of unknown size. */
  public long first() {
    return below100MiB;
  }

  /**
   * @param missing bytes of the file that are not written yet
   * @param bytesPerSecond what a connection delivers, or 0 when not known
   * @param firstByteNanos how long an answer takes, in nanoseconds
   * @param connections how many connections share the work; each gets its share at once, and what a
   *     slow one cannot do in time is taken from it at the end
   */
  public long next(
      long fileSize, long missing, long bytesPerSecond, long firstByteNanos, int connections) {
    long start = start(fileSize);
    if (!growth || bytesPerSecond <= 0) {
      return start;
    }
    double seconds = Math.min(target.toNanos(), WORTH_ITS_WAIT * firstByteNanos) / 1e9;
    long grown = (long) Math.min(largest, bytesPerSecond * seconds);
    long share = missing / connections;
    return Math.max(start, Math.min(grown, share));
  }
}
