package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.disk.PowerDisk;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The power fails at any point of a download, on a disk that keeps only what was synced: no wrong
 * bytes are ever published, and no job is lost. {@code -Dhaul.power.runs=N} for more runs; a run
 * that fails prints its seed.
 */
class PowerLossTest {

  private static final int RUNS = Integer.getInteger("haul.power.runs", 2000);

  /** Enough runs to find what a disk that lies breaks. */
  private static final int MUTATED = 300;

  private final Random seeds = Seeds.random();

  private static String broken(int runs, Random seeds, PowerDisk.Lie lie) {
    for (int i = 0; i < runs; i++) {
      long seed =
          i == 0 && Long.getLong("haul.seed") != null
              ? Long.getLong("haul.seed")
              : seeds.nextLong();
      String broken = new PowerLoss(seed, lie).broken();
      if (broken != null) {
        return "-Dhaul.seed=" + seed + ": " + broken;
      }
    }
    return null;
  }

  @Test
  void nothingWrongIsPublishedAndNothingLost() {
    assertThat(broken(RUNS, seeds, path -> false)).isNull();
  }

  @Test
  void findsClaimsOfBytesThatWereNotSynced() {
    assertThat(broken(MUTATED, seeds, path -> path.endsWith(".part"))).isNotNull();
  }

  @Test
  void findsNamesThatWereNotSynced() {
    assertThat(broken(MUTATED, seeds, path -> path.equals("/downloads"))).isNotNull();
  }

  @Test
  void findsReceiptsThatWereNotSynced() {
    assertThat(broken(MUTATED, seeds, path -> path.contains("/receipts/"))).isNotNull();
  }
}
