package dev.haul.fetch;

import java.util.Map;

/** How long each host's answers take. */
final class HostWaits {

  private static final double SMOOTHING = 0.3;
  private static final int MOST_HOSTS = 1000;

  /** Mean waits in nanoseconds, the host answered longest ago first. Guarded by this. */
  private final Map<String, Double> means = new RecentlyUsed<>(MOST_HOSTS);

  /**
   * @param nanos from the take-off to the answer
   */
  synchronized void add(String host, long nanos) {
    means.merge(host, (double) nanos, (mean, latest) -> mean + SMOOTHING * (latest - mean));
  }

  /** Nanoseconds, or 0 before the first answer. */
  synchronized long mean(String host) {
    return means.getOrDefault(host, 0.0).longValue();
  }
}
