package dev.haul;

import dev.haul.download.FileLocks;
import dev.haul.download.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The keys {@code haul.owner.*}, and what tells this machine from others. */
final class OwnerTerms {

  /** Another one after each start of a Linux kernel, and the same in all its containers. */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

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
    String word = node.replaceAll("\\s", "_");
    return new Ownership.Terms(
        off ? FileLocks.NONE : FileLocks.SYSTEM, deadAfter, word, machine(word), System::nanoTime);
  }

  private static String machine(String node) {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException notLinux) {
      return node;
    }
  }
}
