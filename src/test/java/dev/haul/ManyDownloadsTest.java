package dev.haul;

import static dev.haul.Aftermath.assertNothingLeft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Receipt;
import dev.haul.origin.Answer;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand downloads over bad connections: no chunk is lost, no consumer dies. */
@Timeout(120)
class ManyDownloadsTest {

  private static final int COUNT = 2000;
  private static final int CONSUMERS = 32;
  private static final long SEED =
      Long.getLong("haul.seed", ThreadLocalRandom.current().nextLong(1, 1_000_000));

  @TempDir private Path folder;

  @Test
  void allArriveAndNothingIsLeft() throws Exception {
    Random random = new Random(SEED);
    try (Origin origin = Origin.start();
        HaulFixture haul =
            HaulFixture.start(
                folder, "haul.failures.backoff", "10ms", "haul.chunk.below-100MiB", "128KiB")) {
      List<Content> contents = new ArrayList<>();
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      List<Content> some = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        some.add(Content.of(i, size(random)));
      }
      for (int i = 0; i < COUNT; i++) {
        Content content = some.get(i % some.size());
        contents.add(content);
        receipts.add(
            haul.begin(origin.serve("/" + i + ".bin", content, badly(random, content.size()))));
      }
      Map<Content, String> sha256 = new HashMap<>();
      some.forEach(content -> sha256.put(content, content.sha256()));
      for (int i = 0; i < COUNT; i++) {
        Receipt receipt = receipts.get(i).get(100, TimeUnit.SECONDS);
        assertThat(receipt.error()).as("seed %d, download %d", SEED, i).isNull();
        assertThat(receipt.file().sha256())
            .as("seed %d, download %d", SEED, i)
            .isEqualTo(sha256.get(contents.get(i)));
        assertThat(folder.resolve("downloads/" + i + ".bin")).hasSize(contents.get(i).size());
      }
      assertNothingLeft(haul);
      try (var work = Files.list(folder.resolve("downloads/.haul"))) {
        assertThat(work.map(Path::getFileName).map(Path::toString)).containsExactly("receipts");
      }
      everyConsumerWorks(origin, haul);
    }
  }

  /** All 32 have to work at once for 32 requests to be held at one time. */
  private void everyConsumerWorks(Origin origin, HaulFixture haul) throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    Content content = Content.of(1, 128 * 1024 * CONSUMERS);
    CompletableFuture<Receipt> receipt =
        haul.begin(origin.serve("/all.bin", content, Pace.holdAt(1000, go).from(1)));
    org.awaitility.Awaitility.await()
        .until(() -> origin.openConnections("/all.bin") == CONSUMERS - 1);
    CompletableFuture<Receipt> last =
        haul.begin(origin.serve("/last.bin", content, Pace.holdAt(1000, go)));
    org.awaitility.Awaitility.await()
        .until(() -> Aftermath.flights(haul.context()).all().size() == CONSUMERS);
    go.complete(null);
    Aftermath.assertArrived(receipt.get(20, TimeUnit.SECONDS), content);
    Aftermath.assertArrived(last.get(20, TimeUnit.SECONDS), content);
  }

  private static long size(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> 0;
      case 1 -> random.nextInt(200);
      case 2 -> 128 * 1024L * (1 + random.nextInt(2));
      default -> random.nextInt(300_000);
    };
  }

  private static Behaviour[] badly(Random random, long size) {
    Behaviour cuts =
        Cuts.randomCuts(random.nextLong(), Math.max(20_000, size / 2), Answer.Cut.LOSS);
    return switch (random.nextInt(6)) {
      case 0 -> new Behaviour[] {cuts, Refusals.statusFor(1, 503)};
      case 1 -> new Behaviour[] {cuts, Refusals.busyFor(1, 429, "0")};
      case 2, 3 -> new Behaviour[] {cuts};
      default -> new Behaviour[] {};
    };
  }
}
