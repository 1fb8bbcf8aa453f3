package dev.haul;

import static dev.haul.Aftermath.filesButReceipts;
import static dev.haul.Aftermath.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Replies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes at the same inbox, and at the same download. */
@Timeout(120)
class OwnersTest {

  private static final Content CONTENT = Content.of(7, 3_000_000);
  private static final Content OTHER = Content.of(8, 2_000_000);

  /** As where file locks do not work. */
  private static final String[] WITHOUT_LOCKS = {
    "--set", "haul.owner.locks=off",
    "--set", "haul.owner.beat=200ms",
    "--set", "haul.owner.dead-after=2s"
  };

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private Path work() {
    return folder.resolve("work");
  }

  private HaulProcess serve(String... more) throws IOException {
    return HaulProcess.start(
        work(),
        Stream.concat(
                Stream.of("serve", "--set", "haul.inbox.settle=0s", "--set", "haul.http.port=0"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private void drop(String name, String url) throws IOException {
    Path unfinished = Files.writeString(work().resolve("inbox/." + name), url);
    Files.move(unfinished, work().resolve("inbox").resolve(name));
  }

  private Path done(String name) {
    return work().resolve("inbox/done").resolve(name);
  }

  private void awaitDone(String name) {
    await().atMost(PATIENCE).until(() -> Files.exists(done(name)));
  }

  private boolean hasJournal() throws IOException {
    try (Stream<Path> files = Files.list(work().resolve("downloads/.haul"))) {
      return files.anyMatch(file -> file.toString().endsWith(".journal"));
    }
  }

  @Test
  void inboxHasOneOwnerAndWhoStandsByTakesOver() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(200_000, go));
    try (HaulProcess first = serve().awaitOutput("owns ");
        HaulProcess second = serve().awaitOutput("stands by: process " + first.pid() + " on ")) {
      drop("a.url", url);
      await().atMost(PATIENCE).ignoreExceptions().until(this::hasJournal);
      first.signal("KILL").awaitExit();
      go.complete(null);
      second.awaitOutput("owns ");
      awaitDone("a.url");
      Receipt receipt = ReceiptJson.read(Files.readString(done("a.url.receipt.json")));
      assertThat(receipt.transfer().resumes()).isEqualTo(1);
      try (HaulProcess third = serve().awaitOutput("stands by: process " + second.pid() + " on ")) {
        assertThat(second.signal("TERM").awaitExit()).isZero();
        third.awaitOutput("owns ");
        drop("b.url", origin.serve("/other.bin", OTHER));
        awaitDone("b.url");
      }
    }
    assertThat(filesButReceipts(work().resolve("downloads")))
        .containsExactly("file.bin", "other.bin");
    assertThat(sha256(work().resolve("downloads/file.bin"))).isEqualTo(CONTENT.sha256());
  }

  @Test
  void ownerThatWasPausedPublishesNothingAndStandsBy() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(200_000, go));
    try (HaulProcess first = serve(WITHOUT_LOCKS).awaitOutput("owns ");
        HaulProcess second = serve(WITHOUT_LOCKS).awaitOutput("stands by: ")) {
      drop("a.url", url);
      await().atMost(PATIENCE).ignoreExceptions().until(this::hasJournal);
      first.signal("STOP");
      second.awaitOutput("owns ");
      go.complete(null);
      awaitDone("a.url");
      first.signal("CONT").awaitOutput(" took over ").awaitOutput("stands by: ");
      drop("b.url", origin.serve("/other.bin", OTHER));
      awaitDone("b.url");
      second.signal("KILL").awaitExit();
      await()
          .atMost(PATIENCE)
          .until(() -> first.output().indexOf("owns ", first.output().indexOf(" took over ")) > 0);
      assertThat(first.output()).doesNotContain("failed: ");
    }
    assertThat(filesButReceipts(work().resolve("downloads")))
        .containsExactly("file.bin", "other.bin");
    assertThat(sha256(work().resolve("downloads/file.bin"))).isEqualTo(CONTENT.sha256());
    try (Stream<Path> files = Files.list(work().resolve("inbox/done"))) {
      assertThat(files).hasSize(4);
    }
    assertThat(work().resolve("inbox/failed")).doesNotExist();
  }

  @Test
  void secondHaulAtTheSameDownloadFailsOrWaits() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(200_000, go));
    Path downloads = work().resolve("downloads");
    // Else it gets round the server that holds it, in the seconds that two more processes may take.
    String[] patient = {
      "get", "--set", "haul.fetch.floor-grace=60s", "--set", "haul.fetch.stall-timeout=60s", url
    };
    try (HaulProcess first = HaulProcess.start(downloads, patient);
        HaulFixture third = HaulFixture.start(work(), "haul.downloads.in-use", "wait")) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> hasPart(downloads));
      try (HaulProcess second = HaulProcess.start(downloads, "get", url)) {
        assertThat(second.awaitExit()).isEqualTo(ExitCode.TRY_AGAIN);
        assertThat(second.output()).contains("another Haul is working on this download");
      }
      CompletableFuture<Receipt> receipt = third.begin(url);
      await()
          .until(
              () ->
                  third.bundle().progress().stream()
                      .anyMatch(p -> "waiting: another Haul works on it".equals(p.note())));
      go.complete(null);
      assertThat(first.awaitExit()).isZero();
      assertThat(receipt)
          .succeedsWithin(PATIENCE)
          .extracting(Receipt::outcome)
          .isEqualTo(Receipt.Outcome.UNCHANGED);
    }
    assertThat(filesButReceipts(downloads)).containsExactly("file.bin");
  }

  private static boolean hasPart(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(".haul"))) {
      return files.anyMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void twoProcessesThatWantOneNameNeverOverwriteEachOther() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String one =
        origin.serve(
            "/one",
            CONTENT,
            Replies.contentDisposition("attachment; filename=\"same.bin\""),
            Pace.holdAt(100_000, go));
    String two =
        origin.serve(
            "/two",
            OTHER,
            Replies.contentDisposition("attachment; filename=\"same.bin\""),
            Pace.holdAt(100_000, go));
    try (HaulProcess first = HaulProcess.start(work(), "get", one);
        HaulProcess second = HaulProcess.start(work(), "get", two)) {
      await()
          .atMost(PATIENCE)
          .until(() -> origin.openConnections("/one") > 0 && origin.openConnections("/two") > 0);
      go.complete(null);
      assertThat(List.of(first.awaitExit(), second.awaitExit())).containsOnly(0);
    }
    assertThat(filesButReceipts(work())).containsExactly("same.1.bin", "same.bin");
    assertThat(List.of(sha256(work().resolve("same.bin")), sha256(work().resolve("same.1.bin"))))
        .containsExactlyInAnyOrder(CONTENT.sha256(), OTHER.sha256());
  }

  @Test
  void interruptedGetSaysHowToGoOnAndGoesOn() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(200_000, go));
    try (HaulProcess first = HaulProcess.start(work(), "get", "--connections", "4", url)) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> origin.bytesSent("/file.bin") >= 800_000 && hasPart(work()));
      assertThat(first.signal("INT").awaitExit()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(first.output())
          .contains("KB of 3.0 MB are kept; to go on, run haul get --connections 4 " + url);
    }
    go.complete(null);
    try (HaulProcess second = HaulProcess.start(work(), "get", "--json", url)) {
      assertThat(second.awaitExit()).isZero();
      Receipt receipt = ReceiptJson.read(second.output());
      assertThat(receipt.transfer().bytesFetched()).isLessThan(CONTENT.size() - 500_000);
      assertThat(receipt.transfer().resumes()).isEqualTo(1);
    }
    assertThat(filesButReceipts(work())).containsExactly("file.bin");
    assertThat(sha256(work().resolve("file.bin"))).isEqualTo(CONTENT.sha256());
  }

  @Test
  void whereLocksDoNotWorkRecordsTellWhoWorksOnDownload() throws Exception {
    String[] keys = {
      "haul.owner.locks", "off", "haul.owner.beat", "100ms", "haul.owner.dead-after", "2s"
    };
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(200_000, go));
    Path downloads = work().resolve("downloads");
    try (HaulFixture first = HaulFixture.start(work(), keys);
        HaulFixture second = HaulFixture.start(work(), keys)) {
      CompletableFuture<Receipt> receipt = first.begin(url);
      await().ignoreExceptions().until(() -> hasPart(downloads));
      Aftermath.assertFailed(second.get(url), "in-use", true);
      assertThat(hasPart(downloads)).isTrue();
      go.complete(null);
      assertThat(receipt).succeedsWithin(PATIENCE);
      assertThat(second.get(url).outcome()).isEqualTo(Receipt.Outcome.UNCHANGED);
    }
    assertThat(filesButReceipts(downloads)).containsExactly("file.bin");
  }
}
