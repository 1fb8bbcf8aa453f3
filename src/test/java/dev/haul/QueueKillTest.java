package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.broker.Broker;
import dev.haul.broker.Mail;
import dev.haul.broker.Workload;
import dev.haul.download.Journal;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Haul in processes of its own, killed while they work for a real broker: nothing is lost or done
 * twice.
 */
@Timeout(90)
class QueueKillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int JOBS = 60;
  private static final Content SMALL = Content.of(3, 100_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private Broker broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = Broker.start(folder.resolve("broker"));
  }

  @AfterEach
  void stopAll() throws Exception {
    broker.close();
    origin.close();
  }

  private HaulProcess start(String name) throws Exception {
    return HaulProcess.serve(folder.resolve(name), broker.url());
  }

  /** Serves all files, slowly enough that some are under way at any time. */
  private Workload send() throws Exception {
    for (int i = 0; i < JOBS; i++) {
      origin.serve("/" + i + ".bin", SMALL, Pace.rate(400_000));
    }
    Workload work = new Workload(broker.url(), JOBS);
    work.send(origin.url("/") + "%d.bin");
    return work;
  }

  @Test
  void killedAgainAndAgainAtRandom() throws Exception {
    Random random = Seeds.random();
    Workload work = send();
    for (int i = 1; i <= 3; i++) {
      try (HaulProcess haul = start("one")) {
        work.receive(i * 12 + random.nextInt(12), PATIENCE);
        haul.close();
      }
    }
    try (HaulProcess haul = start("one")) {
      work.receive(JOBS, PATIENCE);
      assertThat(work.faults(folder.resolve("downloads"), SMALL.sha256())).isEmpty();
    }
  }

  @Test
  void oneOfTwoKilledInTheMiddle() throws Exception {
    try (HaulProcess one = start("one");
        HaulProcess two = start("two")) {
      await().atMost(PATIENCE).until(() -> broker.consumers("haul.requests") == 64);
      Workload work = send();
      work.receive(10, PATIENCE);
      one.close();
      work.receive(JOBS, PATIENCE);
      assertThat(work.faults(folder.resolve("downloads"), SMALL.sha256()))
          .as(broker.describe("haul.requests"))
          .isEmpty();
    }
  }

  @Test
  void anotherGoesOnWhereTheKilledOneWas() throws Exception {
    Content content = Content.of(5, 4_000_000);
    CompletableFuture<Void> go = new CompletableFuture<>();
    Behaviour held = Pace.holdAt(100_000, go);
    String url = origin.serve("/large.bin", content, held);
    try (Mail mail = new Mail(broker.url());
        HaulProcess one =
            HaulProcess.serve(
                folder.resolve("one"),
                broker.url(),
                // Else it would help itself: each new connection brings a piece more.
                "haul.fetch.connections=8",
                "haul.fetch.floor-grace=1m",
                "haul.fetch.stall-timeout=1m")) {
      mail.send("haul.requests", "{\"id\":\"job-0\",\"url\":\"" + url + "\"}");
      Path journal = folder.resolve("downloads/.haul/job-0.journal");
      await().atMost(PATIENCE).until(() -> claims(journal) >= 8 * 100_000);
      try (HaulProcess two = start("two")) {
        await().atMost(PATIENCE).until(() -> broker.consumers("haul.requests") == 64);
        one.close();
        go.complete(null);
        Receipt receipt = ReceiptJson.read(mail.receive("haul.receipts", PATIENCE).getText());
        Aftermath.assertArrived(receipt, content);
        assertThat(receipt.transfer().resumes()).isEqualTo(1);
        assertThat(receipt.transfer().bytesFetched()).isLessThan(3_300_000);
      }
    }
  }

  private static long claims(Path journal) throws Exception {
    if (!Files.exists(journal)) {
      return 0;
    }
    Journal.Recorded recorded = Journal.read(journal);
    return recorded == null
        ? 0
        : Journal.longest(recorded.claims()).stream()
            .mapToLong(mark -> mark.range().length())
            .sum();
  }
}
