package dev.haul;

import java.util.Random;

/** Random tests that can be run again: {@code -Dhaul.seed=N} replays what was printed. */
public final class Seeds {

  private Seeds() {}

  public static Random random() {
    long seed = Long.getLong("haul.seed", System.nanoTime());
    System.out.println("-Dhaul.seed=" + seed);
    return new Random(seed);
  }
}
