package dev.haul.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.Download;
import dev.haul.download.IfExists;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.ReceiptJson;
import dev.haul.download.ReceiptStore;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import dev.haul.download.UrlRedaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {

  private static final UrlRedaction REDACTION = new UrlRedaction(List.of("token"));

  @TempDir private Path folder;

  /** Of "new". */
  private static final String SHA256 =
      "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437";

  private final ReceiptStore store = new ReceiptStore(Path.of(".haul/receipts"), REDACTION);
  private final List<String> atNaming = new ArrayList<>();
  private IfExists policy = IfExists.RENAME;
  private boolean keepTime;

  private Publisher publisher(OpenDownloads downloads) {
    return new Publisher(
        downloads,
        store,
        new Receipts(new Receipt.Producer("1", "here"), REDACTION),
        new Publisher.Naming(this::policyWhenNaming, (name, i) -> name + "." + i, keepTime));
  }

  /** Called between the receipt and the name. */
  private IfExists policyWhenNaming(Download download) {
    atNaming.add(receipts() + " " + Files.exists(folder.resolve("file.txt")));
    return policy;
  }

  private Verified verified(OpenDownloads downloads) throws Exception {
    Download download = Samples.begun(downloads, Samples.request("http://h/a?token=x", b -> b), 3);
    download.part().write(0, new byte[] {'n', 'e', 'w'}, 3, 0);
    return new Verified(download, SHA256, new Receipt.Proof(Receipt.Grade.LENGTH, List.of()));
  }

  private List<String> receipts() {
    try (Stream<Path> files = Files.walk(folder.resolve(".haul"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Receipt onlyReceipt() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(".haul"))) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".json")).toList();
      assertThat(found).hasSize(1);
      return ReceiptJson.read(Files.readString(found.get(0)));
    }
  }

  @Test
  void writesTheReceiptBeforeTheName() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Receipt receipt = publisher(downloads).publish(verified(downloads));
    assertThat(atNaming.get(0)).matches("\\[[0-9a-f]{16}.json] false");
    assertThat(folder.resolve("file.txt")).hasContent("new");
    assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(receipt.file().path()).isEqualTo(folder.resolve("file.txt").toString());
    assertThat(receipt.sources().get(0).url()).isEqualTo("http://h/a?token=***");
    assertThat(onlyReceipt()).isEqualTo(receipt);
    assertThat(folder.resolve(".haul").toFile().list()).containsExactly("receipts");
  }

  @Test
  void neverOverwritesFileThatAppearedMeanwhile() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Verified verified = verified(downloads);
    Files.writeString(folder.resolve("file.txt"), "theirs");
    Files.writeString(folder.resolve("file.txt.1"), "theirs too");
    Receipt receipt = publisher(downloads).publish(verified);
    assertThat(folder.resolve("file.txt")).hasContent("theirs");
    assertThat(folder.resolve("file.txt.1")).hasContent("theirs too");
    assertThat(folder.resolve("file.txt.2")).hasContent("new");
    assertThat(receipt.file().path()).endsWith("file.txt.2");
    assertThat(onlyReceipt()).isEqualTo(receipt);
  }

  @Test
  void replacesInOneStep() throws Exception {
    policy = IfExists.REPLACE;
    OpenDownloads downloads = Samples.downloads(folder);
    Verified verified = verified(downloads);
    Files.writeString(folder.resolve("file.txt"), "the old one");
    publisher(downloads).publish(verified);
    assertThat(folder.resolve("file.txt")).hasContent("new");
    assertThat(verified.download().part().path()).doesNotExist();
  }

  @Test
  void leavesTheTimeAloneUnlessAskedTo() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    publisher(downloads).publish(verified(downloads));
    assertThat(Files.getLastModifiedTime(folder.resolve("file.txt")).toInstant())
        .isAfter(Instant.now().minusSeconds(60));
  }

  @Test
  void canKeepTheTimeOfTheServer() throws Exception {
    keepTime = true;
    OpenDownloads downloads = Samples.downloads(folder);
    Receipt receipt = publisher(downloads).publish(verified(downloads));
    assertThat(Files.getLastModifiedTime(folder.resolve("file.txt")).toInstant())
        .isEqualTo(Samples.MODIFIED)
        .isEqualTo(receipt.file().lastModified());
    Download next =
        Samples.open(Samples.downloads(folder), Samples.request("http://h/a?token=x", b -> b));
    assertThat(store.findPublished(next)).isNotNull();
  }

  @Test
  void failsWhenTheFileMustStay() throws Exception {
    policy = IfExists.FAIL;
    OpenDownloads downloads = Samples.downloads(folder);
    Verified verified = verified(downloads);
    Files.writeString(folder.resolve("file.txt"), "theirs");
    assertThatThrownBy(() -> publisher(downloads).publish(verified))
        .isInstanceOf(Permanent.TargetExists.class);
    assertThat(folder.resolve("file.txt")).hasContent("theirs");
    assertThat(receipts()).isEmpty();
  }

  @Test
  void leavesNoProofOfAFileThatGotNoName() throws Exception {
    policy = IfExists.REPLACE;
    OpenDownloads downloads = Samples.downloads(folder);
    Verified verified = verified(downloads);
    Files.createDirectories(folder.resolve("file.txt/with/something"));
    assertThatThrownBy(() -> publisher(downloads).publish(verified))
        .isInstanceOf(IOException.class);
    assertThat(receipts()).isEmpty();
  }

  @Test
  void givesReasonAndRemovesWhatIsOfNoUse() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Download download = verified(downloads).download();
    Receipt receipt =
        publisher(downloads).giveReason(download, new Permanent.BadRequest("it is wrong"));
    assertThat(receipt.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(receipt.file()).isNull();
    assertThat(receipt.error().type()).isEqualTo("urn:haul:problem:bad-request");
    assertThat(download.part().path()).doesNotExist();
    assertThat(onlyReceipt()).isEqualTo(receipt);
  }

  @Test
  void keepsThePartWhenThereIsHope() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Download download = verified(downloads).download();
    Receipt receipt = publisher(downloads).giveReason(download, new IOException("disk on fire"));
    assertThat(receipt.error().retryable()).isTrue();
    assertThat(receipt.error().detail()).contains("disk on fire");
    assertThat(download.part().path()).exists();
  }

  @Test
  void refusesWhatNeverBecameADownload() {
    OpenDownloads downloads = Samples.downloads(folder);
    Receipt receipt =
        publisher(downloads).refuse(null, null, new IllegalArgumentException("unreadable"));
    assertThat(receipt.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(receipt.error().detail()).isEqualTo("unreadable");
  }

  @Test
  void putsWrongBytesAside() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Download download = verified(downloads).download();
    publisher(downloads).quarantine(download);
    Path place = folder.resolve(".haul/quarantine").resolve(download.id());
    assertThat(place.toFile().listFiles()).hasSize(1);
    assertThat(place.toFile().listFiles()[0]).hasContent("new");
    assertThat(download.part().path()).doesNotExist();
  }

  @Test
  void closingHandsOutTheReceipt() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    Download download = verified(downloads).download();
    Receipt receipt =
        publisher(downloads)
            .refuse(download, null, new Retryable.GaveUp(java.time.Duration.ZERO, "x"));
    assertThat(download.receipt()).isCompletedWithValue(receipt);
    assertThat(downloads.all()).isEmpty();
  }
}
