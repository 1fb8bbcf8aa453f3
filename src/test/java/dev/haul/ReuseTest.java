package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Checksum;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.IfExists;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Replies;
import dev.haul.origin.Validators;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to files that are there already, and to downloads that want the same name. */
@Timeout(60)
class ReuseTest {

  private static final Content CONTENT = Content.of(7, 1_500_000);
  private static final Content NEWER = Content.of(8, 1_400_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private HaulFixture haul;

  @BeforeEach
  void startHaul() throws Exception {
    haul = HaulFixture.start(folder);
  }

  @AfterEach
  void stop() {
    haul.close();
    origin.close();
  }

  private static Object request(String url, IfExists policy) {
    return DownloadRequest.builder(
            url, new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now()))
        .ifExists(policy)
        .build();
  }

  private List<String> files() {
    return filesButReceipts(folder.resolve("downloads"));
  }

  @Test
  void doesNotTakeExistingFileForOneWithAnotherChecksum() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    assertThat(haul.get(checked(url, CONTENT.sha256())).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(haul.get(checked(url, CONTENT.sha256())).proof().grade())
        .isEqualTo(Receipt.Grade.DIGEST);
    Receipt wrong = haul.get(checked(url, "0".repeat(64)));
    assertThat(wrong.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(wrong.error().type()).endsWith("checksum-mismatch");
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  private static Object checked(String url, String sha256) {
    return DownloadRequest.builder(
            url, new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now()))
        .checksum(Checksum.of("sha-256", sha256))
        .build();
  }

  @Test
  void fetchesNoBodyOfFileThatIsThere() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    long sent = origin.bytesSent("/file.bin");
    for (int i = 0; i < 3; i++) {
      Receipt again = haul.get(url);
      assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
      assertThat(again.file().sha256()).isEqualTo(CONTENT.sha256());
      assertThat(again.transfer().bytesFetched()).isZero();
    }
    assertThat(origin.bytesSent("/file.bin")).isEqualTo(sent);
    assertThat(files()).containsExactly("file.bin");
    assertNothingLeft(haul);
  }

  @Test
  void asksByTimeWhenServerHasNoETag() throws Exception {
    String url = origin.serve("/file.bin", CONTENT, Validators.withoutEtag());
    assertArrived(haul.get(url), CONTENT);
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(files()).containsExactly("file.bin");
  }

  @Test
  void reusesFileOfServerThatRedirects() throws Exception {
    String there = origin.serve("/there.bin", CONTENT);
    String url = origin.serve("/file.bin", CONTENT, Replies.redirectTo(there));
    assertArrived(haul.get(url), CONTENT);
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(files()).hasSize(1);
  }

  @Test
  void reusesEmptyFile() throws Exception {
    String url = origin.serve("/file.bin", Content.of(1, 0));
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void reusesAfterRestart() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    haul.close();
    haul = HaulFixture.start(folder);
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void keepsBothWhenServerHasAnother() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    origin.serve("/file.bin", NEWER);
    Receipt receipt = haul.get(url);
    assertArrived(receipt, NEWER);
    assertThat(receipt.file().path()).endsWith("/file.1.bin");
    assertThat(haul.get(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(files()).containsExactly("file.1.bin", "file.bin");
  }

  @Test
  void renamesWhenServerCannotSayWhetherItChanged() throws Exception {
    String url = origin.serve("/file.tar.gz", CONTENT, Validators.withoutValidators());
    assertArrived(haul.get(url), CONTENT);
    assertArrived(haul.get(url), CONTENT);
    assertThat(files()).containsExactly("file.1.tar.gz", "file.tar.gz");
  }

  @Test
  void renamesWhenFileHasNoReceipt() throws Exception {
    Path mine = folder.resolve("downloads/file.bin");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");
    assertArrived(haul.get(origin.serve("/file.bin", CONTENT)), CONTENT);
    assertThat(mine).hasContent("mine");
    assertThat(files()).containsExactly("file.1.bin", "file.bin");
  }

  @Test
  void fetchesAgainWhenFileWasRemoved() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    Receipt receipt = haul.get(url);
    Files.delete(Path.of(receipt.file().path()));
    assertArrived(haul.get(url), CONTENT);
    assertThat(files()).containsExactly("file.bin");
  }

  @Test
  void fetchesAgainWhenFileWasCutShort() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    Receipt receipt = haul.get(url);
    Files.writeString(Path.of(receipt.file().path()), "damaged");
    assertArrived(haul.get(url), CONTENT);
    assertThat(files()).containsExactly("file.1.bin", "file.bin");
  }

  @Test
  void replacesWhenAsked() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    origin.serve("/file.bin", NEWER);
    assertArrived(haul.get(request(url, IfExists.REPLACE)), NEWER);
    assertThat(files()).containsExactly("file.bin");
  }

  @Test
  void keepsOldFileWhenItsReplacementFails() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    origin.serve("/file.bin", NEWER, dev.haul.origin.Refusals.status(404).from(2));
    assertFailed(haul.get(request(url, IfExists.REPLACE)), "not-found", false);
    assertThat(Aftermath.sha256(folder.resolve("downloads/file.bin"))).isEqualTo(CONTENT.sha256());
  }

  @Test
  void renamesWhenAsked() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    assertArrived(haul.get(request(url, IfExists.RENAME)), CONTENT);
    assertArrived(haul.get(request(url, IfExists.RENAME)), CONTENT);
    assertThat(files()).containsExactly("file.1.bin", "file.2.bin", "file.bin");
  }

  @Test
  void failsWhenAskedWithoutFetchingMoreThanItMust() throws Exception {
    String url = origin.serve("/file.bin", CONTENT);
    assertArrived(haul.get(url), CONTENT);
    assertFailed(haul.get(request(url, IfExists.FAIL)), "target-exists", false);
    assertThat(files()).containsExactly("file.bin");
    assertNothingLeft(haul);
  }

  @Test
  void secondRequestForSameUrlWaitsForTheFirst() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(1000, go));
    CompletableFuture<Receipt> first = haul.begin(url);
    await().until(() -> !origin.requests("/file.bin").isEmpty());
    CompletableFuture<Receipt> second = haul.begin(url);
    CompletableFuture<Receipt> other = haul.begin(origin.serve("/other.bin", NEWER));
    assertArrived(other.get(20, TimeUnit.SECONDS), NEWER);
    assertThat(Aftermath.downloads(haul.context()).all()).hasSize(1);
    go.complete(null);
    assertArrived(first.get(20, TimeUnit.SECONDS), CONTENT);
    assertThat(second.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(files()).containsExactly("file.bin", "other.bin");
    assertNothingLeft(haul);
  }

  @Test
  void secondDownloadOfSameNameWaitsForTheFirst() throws Exception {
    waitsForTheFirst(NEWER);
  }

  @Test
  void secondDownloadOfSameNameWaitsForTheFirstAlsoWhenItIsEmpty() throws Exception {
    waitsForTheFirst(Content.of(1, 0));
  }

  @Test
  void secondDownloadOfSameNameWaitsForTheFirstAlsoWithoutRanges() throws Exception {
    waitsForTheFirst(NEWER, Ranges.ignoreRange(), Bodies.noLength());
  }

  private void waitsForTheFirst(Content other, dev.haul.origin.Behaviour... behaviours)
      throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    dev.haul.origin.Behaviour named =
        Replies.contentDisposition("attachment; filename=\"same.bin\"");
    CompletableFuture<Receipt> first =
        haul.begin(origin.serve("/one", CONTENT, named, Pace.holdAt(1000, go)));
    await().until(() -> Files.isDirectory(folder.resolve("downloads/.haul")));
    List<dev.haul.origin.Behaviour> all = new ArrayList<>(List.of(behaviours));
    all.add(named);
    CompletableFuture<Receipt> second =
        haul.begin(origin.serve("/two", other, all.toArray(dev.haul.origin.Behaviour[]::new)));
    await()
        .until(
            () ->
                !origin.requests("/two").isEmpty()
                    && Aftermath.flights(haul.context()).all().stream()
                        .allMatch(flight -> flight.url().target().equals("/one")));
    assertThat(second).isNotDone();
    go.complete(null);
    assertArrived(first.get(20, TimeUnit.SECONDS), CONTENT);
    assertArrived(second.get(20, TimeUnit.SECONDS), other);
    assertThat(files()).containsExactly("same.1.bin", "same.bin");
    assertNothingLeft(haul);
  }

  @Test
  void manyDownloadsOfSameNameAllArrive() throws Exception {
    List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      receipts.add(haul.begin(origin.serve("/" + i + "/same.bin", Content.of(i, 1000 + i))));
    }
    for (int i = 0; i < 20; i++) {
      assertArrived(receipts.get(i).get(30, TimeUnit.SECONDS), Content.of(i, 1000 + i));
    }
    assertThat(files()).hasSize(20);
    assertNothingLeft(haul);
  }
}
