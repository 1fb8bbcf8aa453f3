package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptStoreTest {

  private static final String URL = "http://h/a";

  @TempDir private Path folder;

  private final ReceiptStore store =
      new ReceiptStore(Path.of(".haul/receipts"), new UrlRedaction(List.of("token")));
  private Download download;

  @BeforeEach
  void openDownload() {
    download = Samples.open(Samples.downloads(folder), Samples.request("a"));
  }

  private Receipt published(String name, String text, Instant at) throws Exception {
    Path file = file(folder.resolve(name), text, at);
    return Samples.receipt("a", at, file(file, text.length()), URL);
  }

  private static Path file(Path path, String text, Instant at) throws IOException {
    return Files.setLastModifiedTime(Files.writeString(path, text), FileTime.from(at));
  }

  private static Receipt.PublishedFile file(Path path, long size) {
    return new Receipt.PublishedFile(path.toString(), size, "00", null, null);
  }

  @Test
  void keepsReceiptsByDayAndId() throws Exception {
    Receipt receipt = published("f", "x", Samples.NOW);
    Path written = store.write(receipt, folder);
    assertThat(written).isEqualTo(folder.resolve(".haul/receipts/2026-11-22/a.json"));
    assertThat(Files.readString(written)).endsWith("}\n");
    assertThat(ReceiptJson.read(Files.readString(written))).isEqualTo(receipt);
  }

  @Test
  void neverOverwrites() throws Exception {
    Receipt receipt = published("f", "x", Samples.NOW);
    store.write(receipt, folder);
    assertThat(store.write(receipt, folder)).hasFileName("a.1.json");
    assertThat(store.write(receipt, folder)).hasFileName("a.2.json");
  }

  @Test
  void canKeepAllInOnePlace(@TempDir Path elsewhere) throws Exception {
    ReceiptStore central = new ReceiptStore(elsewhere, new UrlRedaction(List.of()));
    central.write(published("f", "x", Samples.NOW), folder);
    assertThat(elsewhere.resolve("2026-11-22/a.json")).exists();
    assertThat(central.findPublished(download)).isNotNull();
  }

  @Test
  void findsNothingWhereNothingWasKept() {
    assertThat(store.findPublished(download)).isNull();
  }

  @Test
  void findsTheNewestWhoseFileIsStillThere() throws Exception {
    store.write(published("old", "x", Samples.NOW.minus(Duration.ofDays(400))), folder);
    store.write(published("f", "x", Samples.NOW), folder);
    store.write(published("f.1", "xy", Samples.NOW), folder);
    assertThat(found()).endsWith("f.1");
    Files.delete(folder.resolve("f.1"));
    assertThat(found()).endsWith("f");
    Files.writeString(folder.resolve("f"), "longer now");
    assertThat(found()).endsWith("old");
    Files.delete(folder.resolve("old"));
    assertThat(store.findPublished(download)).isNull();
  }

  private String found() {
    return store.findPublished(download).file().path();
  }

  @Test
  void skipsFilesThatWereWrittenToSince() throws Exception {
    store.write(published("f", "x", Samples.NOW), folder);
    assertThat(store.findPublished(download)).isNotNull();
    file(folder.resolve("f"), "y", Samples.NOW.plusSeconds(1));
    assertThat(store.findPublished(download)).isNull();
  }

  /** The power failed after the receipt was written and before the old file was replaced. */
  @Test
  void skipsFilesThatAreOlderThanTheirDownload() throws Exception {
    store.write(published("f", "x", Samples.NOW), folder);
    Instant before = Samples.NOW.minus(Duration.ofHours(1));
    Files.setLastModifiedTime(folder.resolve("f"), FileTime.from(before));
    assertThat(store.findPublished(download)).isNull();
  }

  @Test
  void skipsFailuresAndFilesElsewhere(@TempDir Path elsewhere) throws Exception {
    store.write(Samples.receipt("a", Samples.NOW, null, URL), folder);
    Path other = Files.writeString(elsewhere.resolve("f"), "x");
    store.write(Samples.receipt("a", Samples.NOW, file(other, 1), URL), folder);
    assertThat(store.findPublished(download)).isNull();
  }

  @Test
  void doesNotTakeTheFileOfAnotherUrlForThisOne() throws Exception {
    Path file = file(folder.resolve("f"), "x", Samples.NOW);
    store.write(Samples.receipt("a", Samples.NOW, file(file, 1), "http://h/other"), folder);
    assertThat(store.findPublished(download)).isNull();
  }

  @Test
  void knowsUrlAgainWhoseSecretWasTakenOut() throws Exception {
    var withToken = Samples.request(URL + "?token=t0ps3cret", b -> b.id("a"));
    Download secret = Samples.open(Samples.downloads(folder), withToken);
    Path file = file(folder.resolve("f"), "x", Samples.NOW);
    store.write(Samples.receipt("a", Samples.NOW, file(file, 1), URL + "?token=***"), folder);
    assertThat(store.findPublished(secret)).isNotNull();
  }

  @Test
  void skipsReceiptsThatCannotBeRead() throws Exception {
    Path broken = store.write(published("f", "x", Samples.NOW), folder);
    store.write(published("f", "x", Samples.NOW), folder);
    Files.writeString(broken, "{\"schema\":");
    assertThat(store.findPublished(download)).isNotNull();
    Files.writeString(folder.resolve(".haul/receipts/notes.txt"), "not a folder");
    assertThat(store.findPublished(download)).isNotNull();
  }

  @Test
  void skipsPathsThatCannotBe() throws Exception {
    var odd = new Receipt.PublishedFile("/a\0b", 1, "00", null, null);
    store.write(Samples.receipt("a", Samples.NOW, odd, URL), folder);
    assertThat(store.findPublished(download)).isNull();
  }
}
