package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Checksum;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.IfExists;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Grade;
import dev.haul.origin.Answer;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to fail ends in a sentence, and leaves nothing that could be taken for the file. */
@Timeout(60)
class FailureTest {

  private static final Content CONTENT = Content.of(7, 2_000_000);
  private static final Content OTHER = Content.of(8, 10);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private HaulFixture haul(String... keys) throws Exception {
    return HaulFixture.start(folder, keys);
  }

  private static DownloadRequest.Builder request(String url) {
    return DownloadRequest.builder(
        url, new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now()));
  }

  private List<String> files() {
    return filesButReceipts(folder.resolve("downloads"));
  }

  /** It fails for good, once, and nothing stays behind. */
  private Receipt failsForGood(HaulFixture haul, Object request, String reason) {
    Receipt receipt = haul.get(request);
    assertFailed(receipt, reason, false);
    assertThat(files()).isEmpty();
    assertNothingLeft(haul);
    return receipt;
  }

  @ParameterizedTest
  @CsvSource({
    "404, not-found",
    "410, gone",
    "401, unauthorized",
    "403, forbidden",
    "400, refused",
    "451, refused"
  })
  void failsForGoodWhenServerRefuses(int status, String reason) throws Exception {
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.bin", CONTENT, Refusals.status(status));
      Receipt receipt = failsForGood(haul, url, reason);
      assertThat(receipt.error().detail()).contains(String.valueOf(status));
      boolean mayBeTheRange = status == 400 || status == 403 || status == 404;
      assertThat(origin.requests("/file.bin")).hasSize(mayBeTheRange ? 2 : 1);
    }
  }

  @Test
  void failsForGoodWhenFileVanishesMeanwhile() throws Exception {
    Content large = Content.of(7, 12_000_000);
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.bin", large, Refusals.status(404).from(10));
      failsForGood(haul, url, "not-found");
    }
  }

  @Test
  void keepsReceiptOfFailure() throws Exception {
    try (HaulFixture haul = haul()) {
      haul.get(origin.serve("/file.bin", CONTENT, Refusals.status(404)));
      try (var receipts = Files.walk(folder.resolve("downloads/.haul/receipts"))) {
        assertThat(receipts.filter(Files::isRegularFile)).hasSize(1);
      }
    }
  }

  @Test
  void failsForGoodWhenCertificateIsNotTrusted() throws Exception {
    try (Origin secure = Origin.startTls();
        HaulFixture haul = haul()) {
      failsForGood(haul, secure.serve("/file.bin", CONTENT), "bad-certificate");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://127.0.0.1/file, unusable-url",
    "file:///etc/passwd, unusable-url",
    "jar:file:///x.jar!/y, unusable-url",
    "not a url, unusable-url",
    "http://, unusable-url",
    "http:///file, unusable-url",
    "http://host:99999/file, unusable-url",
    "http://me:secret@127.0.0.1/file, not-supported"
  })
  void failsForGoodWhenUrlIsUnusable(String url, String reason) throws Exception {
    try (HaulFixture haul = haul()) {
      Receipt receipt = failsForGood(haul, url, reason);
      assertThat(receipt.toString()).doesNotContain("secret");
    }
  }

  @Test
  void failsForGoodWhenRequestCannotBeRead() throws Exception {
    try (HaulFixture haul = haul()) {
      failsForGood(haul, "{\"urls\":[]}", "bad-request");
      failsForGood(haul, 42, "bad-request");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../up.bin", "a/b.bin", "..", ".haul", "a\u0000b"})
  void failsForGoodWhenNameLeavesFolder(String name) throws Exception {
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.bin", CONTENT);
      failsForGood(haul, request(url).name(name).build(), "bad-request");
    }
  }

  @Test
  void failsForGoodWhenFileExistsAndMustNot() throws Exception {
    Path target = folder.resolve("downloads/file.bin");
    Files.createDirectories(target.getParent());
    Files.writeString(target, "mine");
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.bin", CONTENT);
      Receipt receipt = haul.get(request(url).ifExists(IfExists.FAIL).build());
      assertFailed(receipt, "target-exists", false);
      assertThat(target).hasContent("mine");
      assertThat(files()).containsExactly("file.bin");
      assertNothingLeft(haul);
    }
  }

  @Test
  void failsForGoodWhenSizeIsNotTheExpectedOne() throws Exception {
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.bin", CONTENT);
      failsForGood(haul, request(url).size(1_999_999L).build(), "size-mismatch");
      String stream = origin.serve("/stream.bin", CONTENT, Ranges.ignoreRange(), Bodies.noLength());
      failsForGood(haul, request(stream).size(1_999_999L).build(), "size-mismatch");
    }
  }

  @Test
  void putsWrongBytesAsideAndTriesTwice() throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      String url = origin.serve("/file.bin", CONTENT, Bodies.bitFlip(1_234_567));
      Checksum right = Checksum.of("sha-256", CONTENT.sha256());
      Receipt receipt = haul.get(request(url).checksum(right).build());
      assertFailed(receipt, "checksum-mismatch", false);
      assertThat(origin.bytesSent("/file.bin")).isEqualTo(2 * CONTENT.size());
      assertThat(files()).hasSize(1).first().asString().startsWith(".haul/quarantine/");
      Path quarantined = folder.resolve("downloads").resolve(files().get(0));
      assertThat(quarantined).hasSize(CONTENT.size());
      assertThat(Aftermath.sha256(quarantined)).isEqualTo(CONTENT.flippedAt(1_234_567).sha256());
      assertNothingLeft(haul);
    }
  }

  @Test
  void arrivesWhenBytesAreRightTheSecondTime() throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      String url = origin.serve("/file.bin", CONTENT, Bodies.bitFlip(100).first(1));
      Checksum right = Checksum.of("sha-256", CONTENT.sha256());
      Receipt receipt = haul.get(request(url).checksum(right).build());
      assertArrived(receipt, CONTENT);
      assertThat(receipt.proof().grade()).isEqualTo(Grade.DIGEST);
      assertThat(files()).hasSize(2).contains("file.bin");
      assertNothingLeft(haul);
    }
  }

  @Test
  void givesUpWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    Receipt receipt = givesUp("http://127.0.0.1:" + port + "/file.bin");
    assertThat(receipt.transfer().retries()).containsOnlyKeys("refused");
    assertThat(files()).isEmpty();
  }

  @Test
  void givesUpWhenHostIsUnknown() throws Exception {
    Receipt receipt = givesUp("http://nobody.invalid/file.bin");
    assertThat(receipt.transfer().retries()).containsOnlyKeys("unknown-host");
    assertThat(files()).isEmpty();
  }

  @Test
  void givesUpWhenServerStaysBusy() throws Exception {
    givesUp(origin.serve("/file.bin", CONTENT, Refusals.status(500)));
    givesUp(origin.serve("/cut.bin", CONTENT, Cuts.cutBeforeAnswer(Answer.Cut.RESET)));
    givesUp(origin.serve("/silent.bin", CONTENT, Pace.neverAnswers()));
    assertThat(files()).isEmpty();
  }

  @Test
  void givesUpStreamThatIsCutAtTheSamePlaceEachTime() throws Exception {
    givesUp(origin.serve("/file.bin", CONTENT, Ranges.ignoreRange(), Cuts.cutAfter(1_000_000)));
  }

  @Test
  void keepsPartFileOfDownloadThatMayGoOn() throws Exception {
    Behaviour end = Cuts.cutBeforeAnswer(Answer.Cut.RESET).from(1);
    givesUp(origin.serve("/file.bin", CONTENT, end));
    assertThat(files())
        .allMatch(file -> file.matches("\\.haul/[0-9a-f]+\\.(part|journal)"))
        .anyMatch(file -> file.endsWith(".part"));
    origin.serve("/file.bin", CONTENT);
    try (HaulFixture haul = haul()) {
      assertArrived(haul.get(origin.url("/file.bin")), CONTENT);
      assertThat(files()).containsExactly("file.bin");
    }
  }

  @Test
  void missingFileAfterNewBeginningLeavesNothing() throws Exception {
    Behaviour goneThen = Refusals.status(404).from(1);
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      String url =
          origin.serve(
              "/file.bin",
              CONTENT,
              Ranges.ignoreRange(),
              Cuts.cutAfter(100_000).first(1),
              goneThen);
      assertFailed(haul.get(url), "not-found", false);
      assertThat(files()).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void givesUpOnServerThatNeitherServesRangesNorTheWholeFile() throws Exception {
    Behaviour wholeBehindTheFirst =
        Behaviour.asking(
            visit -> {
              String range = visit.request.header("Range").orElse("bytes=0-");
              if (!range.startsWith("bytes=0-")) {
                visit.request = visit.request.without("Range");
              }
            });
    try (HaulFixture haul =
        haul(
            "haul.failures.backoff",
            "10ms",
            "haul.failures.backoff-cap",
            "100ms",
            "haul.failures.give-up-after",
            "2s")) {
      Receipt receipt =
          haul.get(origin.serve("/file.bin", CONTENT, wholeBehindTheFirst, Cuts.cutAfter(700_000)));
      assertFailed(receipt, "gave-up", true);
      assertNothingLeft(haul);
    }
  }

  private Receipt givesUp(String url) throws Exception {
    try (HaulFixture haul =
        haul(
            "haul.failures.give-up-after", "400ms",
            "haul.failures.backoff", "20ms",
            "haul.failures.backoff-cap", "80ms",
            "haul.fetch.read-timeout", "150ms")) {
      Receipt receipt = haul.get(url);
      assertFailed(receipt, "gave-up", true);
      assertNothingLeft(haul);
      return receipt;
    }
  }

  @ParameterizedTest
  @CsvSource({"503, 1", "429, 1", "503, soon", "429, -5", "408, 0", "502, 1"})
  void waitsForServerThatIsBusy(int status, String retryAfter) throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "50ms")) {
      String url = origin.serve("/file.bin", CONTENT, Refusals.busyFor(2, status, retryAfter));
      Receipt receipt = haul.get(url);
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).containsEntry("busy", 2);
      if (retryAfter.equals("1")) {
        List<dev.haul.origin.Request> requests = origin.requests("/file.bin");
        assertThat(requests.get(1).time()).isAfterOrEqualTo(requests.get(0).time().plusMillis(990));
      }
      assertNothingLeft(haul);
    }
  }

  @Test
  void failsForGoodInRedirectLoop() throws Exception {
    try (HaulFixture haul = haul()) {
      failsForGood(haul, origin.serve("/file.bin", OTHER, Replies.redirectLoop()), "bad-redirect");
      assertThat(origin.requests("/file.bin")).hasSize(21);
    }
  }

  @Test
  void failsForGoodWhenFolderCannotBeMade() throws Exception {
    Files.writeString(folder.resolve("downloads"), "a file, not a folder");
    try (HaulFixture haul = haul()) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT));
      assertFailed(receipt, "unusable-folder", false);
      assertNothingLeft(haul);
    }
  }
}
