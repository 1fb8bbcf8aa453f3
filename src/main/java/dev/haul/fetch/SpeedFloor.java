package dev.haul.fetch;

import java.time.Duration;

/**
 * Whether a connection is too slow, as arithmetic. Slow is relative: a slow line is nobody's fault,
 * a slow connection beside fast ones is.
 *
 * @param floor bytes per second below which a connection is suspect
 * @param grace how long it may be below before it is judged
 * @param attempts how often a chunk's connection is cut; after that it runs at any speed
 * @param relative whether it also has to be far below its siblings
 * @param share what part of its siblings' mean speed is far below it, 0 to 1
 */
public record SpeedFloor(long floor, Duration grace, int attempts, boolean relative, double share) {

  /**
   * @param speed bytes per second over the last {@link #grace}
   * @param siblings mean speed of the other connections, or 0 when there are none to compare with
   * @param cuts how often this chunk's connection was cut already
   */
  boolean isTooSlow(long speed, long siblings, int cuts) {
    if (speed >= floor || cuts >= attempts) {
      return false;
    }
    return !relative || speed < siblings * share;
  }
}
