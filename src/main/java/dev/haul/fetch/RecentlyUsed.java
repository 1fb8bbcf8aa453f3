package dev.haul.fetch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets the entry used longest ago when it would hold more than it may; reading is
 * using. Not safe for several threads.
 */
final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * @param most entries it holds at most
   */
  RecentlyUsed(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
