package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertNothingLeft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No download keeps the others from their turn. */
@Timeout(60)
class FairnessTest {

  private static final Content SMALL = Content.of(7, 100_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  /** The crawler would take 52 s; 3 s for the first connection is what is promised. */
  @Test
  void smallFileDoesNotWaitForCrawlerThatHoldsAllConnections() throws Exception {
    Content large = Content.of(8, 50_000_000);
    try (HaulFixture haul = HaulFixture.start(folder)) {
      String crawler = origin.serve("/large.bin", large, Pace.rate(30_000));
      CompletableFuture<Receipt> crawling = haul.begin(crawler);
      await().until(() -> origin.openConnections("/large.bin") == 32);
      Receipt receipt = haul.begin(origin.serve("/small.bin", SMALL)).get(10, TimeUnit.SECONDS);
      assertArrived(receipt, SMALL);
      Duration waited =
          Duration.between(
              receipt.request().receivedAt(), origin.requests("/small.bin").get(0).time());
      assertThat(waited).isLessThan(Duration.ofSeconds(3));
      assertThat(crawling).isNotDone();
      assertThat(crawling).isNotDone();
    }
  }

  @Test
  void everyOneOfManyDownloadsGetsConnections() throws Exception {
    Content large = Content.of(8, 50_000_000);
    try (HaulFixture haul = HaulFixture.start(folder)) {
      List<String> paths = List.of("/a.bin", "/b.bin", "/c.bin");
      for (String path : paths) {
        haul.begin(origin.serve(path, large, Pace.rate(30_000)));
      }
      await()
          .untilAsserted(
              () ->
                  assertThat(paths)
                      .allSatisfy(path -> assertThat(origin.openConnections(path)).isPositive()));
    }
  }

  @Test
  void urgentDownloadGoesFirst() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (HaulFixture haul =
        HaulFixture.start(folder, "haul.fetch.consumers", "1", "haul.fetch.give-way-after", "1h")) {
      CompletableFuture<Receipt> first =
          haul.begin(origin.serve("/first.bin", SMALL, Pace.holdAt(1000, go)));
      await().until(() -> origin.openConnections("/first.bin") == 1);
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>(List.of(first));
      for (int priority : new int[] {9, 5, 1}) {
        String url = origin.serve("/" + priority + ".bin", SMALL);
        receipts.add(haul.begin("{\"url\":\"" + url + "\",\"priority\":" + priority + "}"));
      }
      await().until(() -> Aftermath.queue(haul.context()).size() == 3);
      go.complete(null);
      for (CompletableFuture<Receipt> receipt : receipts) {
        assertArrived(receipt.get(20, TimeUnit.SECONDS), SMALL);
      }
      assertThat(origin.requests())
          .extracting(dev.haul.origin.Request::path)
          .containsExactly("/first.bin", "/1.bin", "/5.bin", "/9.bin");
    }
  }

  @Test
  void admitsNoMoreDownloadsThanAllowed() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (HaulFixture haul = HaulFixture.start(folder, "haul.downloads.active", "3")) {
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        receipts.add(haul.begin(origin.serve("/" + i + ".bin", SMALL, Pace.holdAt(1000, go))));
      }
      await().until(() -> origin.requests().size() == 3);
      assertThat(Aftermath.downloads(haul.context()).all()).hasSize(3);
      go.complete(null);
      for (CompletableFuture<Receipt> receipt : receipts) {
        assertArrived(receipt.get(20, TimeUnit.SECONDS), SMALL);
      }
      assertNothingLeft(haul);
    }
  }

  @Test
  void downloadsThatWaitForTheirServerKeepNobodyOut() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    try (HaulFixture haul =
        HaulFixture.start(folder, "haul.downloads.active", "4", "haul.failures.backoff", "2s")) {
      for (int i = 0; i < 32; i++) {
        haul.begin("http://127.0.0.1:" + port + "/" + i + ".bin");
      }
      List<CompletableFuture<Receipt>> good = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        good.add(haul.begin(origin.serve("/" + i + ".bin", SMALL)));
      }
      for (CompletableFuture<Receipt> receipt : good) {
        assertArrived(receipt.get(20, TimeUnit.SECONDS), SMALL);
      }
      await().until(() -> Aftermath.downloads(haul.context()).all().size() == 32);
    }
  }

  /** What was held back when a download ended must not count as waiting for ever after. */
  @Test
  void endedDownloadsDoNotCountAsHeldBack() throws Exception {
    Content content = Content.of(9, 3_000_000);
    dev.haul.origin.Behaviour mixed =
        dev.haul.origin.Behaviour.answering(
            (visit, answer) -> {
              if (visit.number == 1) {
                answer.refuse(503).headers.set("Retry-After", "3000");
              } else if (visit.number == 4) {
                answer.refuse(404);
              }
            });
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Aftermath.assertFailed(
          haul.get(origin.serve("/file.bin", content, mixed)), "not-found", false);
      assertNothingLeft(haul);
    }
  }
}
