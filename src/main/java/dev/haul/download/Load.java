package dev.haul.download;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the network does for one download now, for displays.
 *
 * @param bytesInFlight what attempts under way have written and not tallied yet
 * @param delay why it has no connection, or null when it has one or waits for nothing
 */
public record Load(long bytesInFlight, @Nullable Delay delay) {

  /** Nothing is under way. */
  public static final Load NONE = new Load(0, null);

  /**
   * The chunks of a download that are not written yet.
   *
   * @param written what is in its part file, attempts under way included
   * @param hashed offset up to which it was hashed
   */
  public record Chunks(
      RangeSet written, long hashed, List<Attempt> inFlight, List<Pending> waiting) {}

  /**
   * An attempt under way.
   *
   * @param position offset of the next byte it writes
   * @param attempt failed ones in a row before it
   * @param address where its bytes come from, or null before the first answer
   */
  public record Attempt(
      long first,
      long position,
      @Nullable Long last,
      long bytesPerSecond,
      int attempt,
      @Nullable String address) {}

  /** A chunk in the queue. */
  public record Pending(long first, @Nullable Long last, int attempt, @Nullable Delay delay) {}
}
