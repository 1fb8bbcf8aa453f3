package dev.haul.origin;

import java.util.HashMap;
import java.util.Map;

/** Counts what one path was asked for and sent. */
final class Hits {
  /** One request among the others of its path. */
  record Hit(int number, int connection, int open) {}

  // All guarded by this.
  private final Map<Integer, Integer> connections = new HashMap<>();
  private int requests;
  private int open;
  private int most;
  private long sent;

  synchronized Hit begin(int connection) {
    open++;
    most = Math.max(most, open);
    int index = connections.computeIfAbsent(connection, key -> connections.size());
    return new Hit(requests++, index, open);
  }

  synchronized void end() {
    open--;
  }

  synchronized void sent(long bytes) {
    sent += bytes;
  }

  synchronized int requests() {
    return requests;
  }

  synchronized int open() {
    return open;
  }

  synchronized int most() {
    return most;
  }

  synchronized long sent() {
    return sent;
  }
}
