package dev.haul;

import static dev.haul.Aftermath.filesButReceipts;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Command;
import dev.haul.download.Door;
import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Owners, commands and the doors at the same download. */
@Timeout(60)
class OwnerSeamsTest {

  private static final Content CONTENT = Content.of(7, 3_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final CompletableFuture<Void> go = new CompletableFuture<>();

  @AfterEach
  void closeOrigin() {
    go.complete(null);
    origin.close();
  }

  private String slow() {
    return origin.serve("/file.bin", CONTENT, Pace.holdAt(200_000, go));
  }

  private boolean hasPart() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("downloads/.haul"))) {
      return files.anyMatch(file -> file.toString().endsWith(".part"));
    }
  }

  private static OpenDownloads downloads(HaulFixture haul) {
    return haul.context().getRegistry().lookupByNameAndType("haulDownloads", OpenDownloads.class);
  }

  @Test
  void cancelledWhileAnotherWorksOnItIsAnsweredAndLeavesTheOthersFilesAlone() throws Exception {
    String[] keys = {
      "haul.owner.locks",
      "off",
      "haul.owner.beat",
      "100ms",
      "haul.owner.dead-after",
      "2s",
      "haul.downloads.in-use",
      "wait"
    };
    String url = slow();
    try (HaulFixture first = HaulFixture.start(folder, keys);
        HaulFixture second = HaulFixture.start(folder, HaulFixture.SERVE, keys)) {
      CompletableFuture<Receipt> owner = first.begin(url);
      await().ignoreExceptions().until(this::hasPart);
      CompletableFuture<Receipt> waiting = second.begin(url);
      await().until(() -> downloads(second).all().stream().anyMatch(Download::isHeld));
      String id = downloads(second).all().get(0).id();
      second
          .context()
          .createProducerTemplate()
          .sendBody("direct:haul-control", Command.of(id, Command.Verb.CANCEL));
      assertThat(waiting.get().outcome()).isEqualTo(Receipt.Outcome.CANCELLED);
      assertThat(hasPart()).isTrue();
      go.complete(null);
      assertThat(owner.get().outcome()).isEqualTo(Receipt.Outcome.PROVEN);
    }
    assertThat(filesButReceipts(folder.resolve("downloads"))).containsExactly("file.bin");
  }

  @Test
  void whoWaitsForAnotherOwnerHoldsNoActivePlace() throws Exception {
    String[] keys = {
      "haul.owner.locks", "off", "haul.downloads.in-use", "wait", "haul.downloads.active", "1"
    };
    CompletableFuture<Void> next = new CompletableFuture<>();
    String url = slow();
    String before = origin.serve("/before.bin", CONTENT, Pace.holdAt(200_000, next));
    String behind = origin.serve("/behind.bin", CONTENT);
    try (HaulFixture first = HaulFixture.start(folder, keys);
        HaulFixture second = HaulFixture.start(folder, keys)) {
      first.begin(url);
      await().ignoreExceptions().until(this::hasPart);
      second.begin(before);
      await().until(() -> origin.openConnections("/before.bin") > 0);
      CompletableFuture<Receipt> waiting = second.begin(url);
      await().until(() -> downloads(second).waiting() == 1);
      CompletableFuture<Receipt> passing = second.begin(behind);
      await().until(() -> downloads(second).waiting() == 2);
      next.complete(null);
      assertThat(passing.get(20, SECONDS).outcome()).isEqualTo(Receipt.Outcome.PROVEN);
      assertThat(waiting).isNotDone();
    }
  }

  @Test
  void whatWasCancelledIsFetchedWhenItsSourceAsksAgain() throws Exception {
    String url = slow();
    try (HaulFixture haul = HaulFixture.start(folder, HaulFixture.SERVE)) {
      CompletableFuture<Receipt> receipt = haul.begin(url);
      await().ignoreExceptions().until(this::hasPart);
      String id = downloads(haul).all().get(0).id();
      haul.context()
          .createProducerTemplate()
          .sendBody("direct:haul-control", Command.of(id, Command.Verb.CANCEL));
      assertThat(receipt.get().outcome()).isEqualTo(Receipt.Outcome.CANCELLED);
      go.complete(null);
      assertThat(haul.get(url).outcome()).isEqualTo(Receipt.Outcome.PROVEN);
    }
  }

  @Test
  void whatCameOverHttpIsInterruptedToo_whenAnotherHaulTakesTheInbox() throws Exception {
    String[] keys = {"haul.owner.locks", "off", "haul.owner.beat", "100ms"};
    String url = slow();
    try (HaulFixture haul = HaulFixture.start(folder, HaulFixture.SERVE, keys)) {
      new WebClient(haul.url()).post("/api/v1/downloads", "{\"url\":\"" + url + "\"}");
      await().ignoreExceptions().until(this::hasPart);
      Files.writeString(folder.resolve("inbox/.haul/owner.2"), "");
      await().until(() -> downloads(haul).all().isEmpty());
      go.complete(null);
    }
    assertThat(folder.resolve("downloads/file.bin")).doesNotExist();
    assertThat(hasPart()).isTrue();
    try (Stream<Path> inbox = Files.list(folder.resolve("inbox"))) {
      assertThat(inbox).anyMatch(file -> file.toString().endsWith(".rest.json"));
    }
  }

  @Test
  void shortcutSentOverHttpHasItsDoorInTheReceipt() throws Exception {
    String url = origin.serve("/quick.bin", CONTENT);
    try (HaulFixture haul = HaulFixture.start(folder, HaulFixture.SERVE)) {
      assertThat(
              new WebClient(haul.url())
                  .send(
                      "POST",
                      "/api/v1/downloads",
                      "[InternetShortcut]\nURL=" + url + "\n",
                      "Content-Type: application/x-mswinurl")
                  .status())
          .isEqualTo(202);
      Path done = folder.resolve("inbox/done");
      await().until(() -> Files.isDirectory(done) && receipt(done) != null);
      assertThat(ReceiptJson.read(Files.readString(receipt(done))).request().door())
          .isEqualTo(Door.REST);
    }
  }

  private static Path receipt(Path done) throws IOException {
    try (Stream<Path> files = Files.list(done)) {
      return files.filter(f -> f.toString().endsWith(".receipt.json")).findFirst().orElse(null);
    }
  }
}
