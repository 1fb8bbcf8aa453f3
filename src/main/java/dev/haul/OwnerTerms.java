package dev.haul;

import dev.haul.download.FileLocks;
import dev.haul.download.Ownership;
import java.time.Duration;

/** The keys {@code haul.owner.*}. */
final class OwnerTerms {

  /** Who beats less often than that could be taken for dead. */
  private static final int MISSED_BEATS = 3;

  private enum Locks {
    AUTO,
    OFF
  }

  private OwnerTerms() {}

  static Ownership.Terms of(Configuration keys, String node) {
    Duration beat = keys.duration("haul.owner.beat");
    Duration deadAfter = keys.duration("haul.owner.dead-after");
    if (beat.isZero() || deadAfter.compareTo(beat.multipliedBy(MISSED_BEATS)) < 0) {
      throw InvalidConfiguration.value(
          "haul.owner.dead-after",
          keys.text("haul.owner.dead-after"),
          "at least " + MISSED_BEATS + " times haul.owner.beat, which is more than 0s");
    }
    boolean off = keys.choice("haul.owner.locks", Locks.class) == Locks.OFF;
    return new Ownership.Terms(
        off ? FileLocks.NONE : FileLocks.SYSTEM,
        deadAfter,
        node.replaceAll("\\s", "_"),
        System::nanoTime);
  }
}
