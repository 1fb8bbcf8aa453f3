package dev.haul.fetch;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the addresses of hosts that have several: one that could not be connected to is
 * tried after the others for a while, first a minute and twice as long each time, at most 16.
 *
 * <p>Nobody waits long for one address while there are others: the time to connect is 2 s, and
 * twice as much with each failure, so that a network where everything takes longer works too.
 *
 * <p>Times are {@link System#nanoTime}.
 */
final class Addresses {

  private static final long AVOIDED = Duration.ofMinutes(1).toNanos();
  private static final int SHORT_MILLIS = 2000;
  private static final int MOST_DOUBLINGS = 4;
  private static final int REMEMBERED = 1000;

  /** Only of addresses that have alternatives; the one used longest ago is forgotten. */
  // Guarded by this.
  private final Map<InetSocketAddress, Past> pasts = new RecentlyUsed<>(REMEMBERED);

  /** Failures in a row, and until when the address is avoided. */
  private record Past(int failures, long until) {

    static final Past GOOD = new Past(0, 0);

    boolean isAvoided(long now) {
      return failures > 0 && until - now > 0;
    }
  }

  /** All addresses of a host in the order to try them: as resolved, those to avoid last. */
  synchronized List<InetSocketAddress> inOrder(List<InetSocketAddress> resolved, long now) {
    if (resolved.size() < 2) {
      return resolved;
    }
    resolved.forEach(address -> pasts.putIfAbsent(address, Past.GOOD));
    List<InetSocketAddress> order = new ArrayList<>(resolved);
    order.sort(Comparator.comparingLong(address -> avoidedFor(pasts.get(address), now)));
    return order;
  }

  private static long avoidedFor(@Nullable Past past, long now) {
    return past != null && past.isAvoided(now) ? past.until() - now : 0;
  }

  /**
   * How long to wait for a connection.
   *
   * @param most milliseconds, 0 for without end; as long for an address without alternatives
   */
  synchronized int patienceMillis(InetSocketAddress address, int most) {
    Past past = pasts.get(address);
    if (past == null) {
      return most;
    }
    int patience = SHORT_MILLIS << Math.min(past.failures(), MOST_DOUBLINGS);
    return most == 0 ? patience : Math.min(most, patience);
  }

  /** It could not be connected to. */
  synchronized void failed(InetSocketAddress address, long now) {
    Past past = pasts.get(address);
    if (past != null) {
      long avoided = AVOIDED << Math.min(past.failures(), MOST_DOUBLINGS);
      // Connections that are made at once fail together: that counts once.
      if (!past.isAvoided(now)) {
        pasts.put(address, new Past(past.failures() + 1, now + avoided));
      }
    }
  }

  synchronized void worked(InetSocketAddress address) {
    pasts.computeIfPresent(address, (same, past) -> Past.GOOD);
  }
}
