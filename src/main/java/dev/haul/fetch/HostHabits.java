package dev.haul.fetch;

import java.util.Map;

/**
 * What servers do not bear, remembered from one download to the next.
 *
 * <p>Guarded by itself. The server that was asked about longest ago is forgotten first.
 */
public final class HostHabits {

  /**
   * @param ifRange whether ranges work with {@code If-Range}
   * @param largestRange no longer range is served, in bytes
   * @param ranges whether a refusal was found not to be about the range
   */
  record Habit(boolean ifRange, long largestRange, boolean ranges) {}

  private static final Habit USUAL = new Habit(true, Long.MAX_VALUE, false);
  private static final int MOST = 1000;

  // Guarded by this.
  private final Map<String, Habit> habits = new RecentlyUsed<>(MOST);

  /**
   * @param origin scheme, host and port
   */
  synchronized Habit of(String origin) {
    return habits.getOrDefault(origin, USUAL);
  }

  /** It answers ranges with the whole file when {@code If-Range} comes with them. */
  synchronized void dropsRangeWithIfRange(String origin) {
    Habit known = of(origin);
    habits.put(origin, new Habit(false, known.largestRange(), known.ranges()));
  }

  /** It refused a longer range and served one of this length, in bytes. */
  synchronized void servesRangesUpTo(String origin, long length) {
    Habit known = of(origin);
    long largest = Math.min(length, known.largestRange());
    habits.put(origin, new Habit(known.ifRange(), largest, known.ranges()));
  }

  /** It serves ranges, or refuses the whole file too. */
  synchronized void ranges(String origin) {
    Habit known = of(origin);
    if (!known.ranges()) {
      habits.put(origin, new Habit(known.ifRange(), known.largestRange(), true));
    }
  }
}
