package dev.haul.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.haul.download.Download;
import dev.haul.download.IfExists;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import dev.haul.download.Samples;
import dev.haul.download.UrlRedaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What is under way lies on another file system than the files: in memory, by a symbolic link. */
class OtherFileSystemTest {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final UrlRedaction REDACTION = new UrlRedaction(List.of());

  /** Of "new". */
  private static final String SHA256 =
      "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437";

  @TempDir(factory = TempDirFactory.Standard.class)
  private Path folder;

  private Path elsewhere;
  private OpenDownloads downloads;
  private Download download;
  private IfExists policy = IfExists.RENAME;

  @BeforeEach
  void begin() throws Exception {
    assumeThat(MEMORY).as("a second file system that can be written").isDirectory().isWritable();
    assumeThat(Files.getFileStore(MEMORY))
        .as("another file system than that of " + folder)
        .isNotEqualTo(Files.getFileStore(folder));
    elsewhere = Files.createTempDirectory(MEMORY, "haul-test");
    Files.createSymbolicLink(folder.resolve(".haul"), elsewhere);
    downloads = Samples.downloads(folder);
    download = Samples.begun(downloads, Samples.request("a"), 3);
    download.part().write(0, "new".getBytes(StandardCharsets.US_ASCII), 3, 0);
  }

  @AfterEach
  void removeElsewhere() throws IOException {
    if (elsewhere != null) {
      try (Stream<Path> all = Files.walk(elsewhere)) {
        for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private Receipt publish(String sha256) throws IOException {
    Publisher publisher =
        new Publisher(
            downloads,
            new ReceiptStore(Path.of(".haul/receipts"), REDACTION),
            new Receipts(new Receipt.Producer("1", "here"), REDACTION),
            new Publisher.Naming(any -> policy, (name, i) -> name + "." + i, true));
    Receipt.Proof proof = new Receipt.Proof(Receipt.Grade.LENGTH, List.of());
    return publisher.publish(new Verified(download, sha256, proof));
  }

  private List<String> names() {
    return Stream.of(folder.toFile().list()).sorted().toList();
  }

  @Test
  void copiesAndLeavesNothingElse() throws Exception {
    Receipt receipt = publish(SHA256);
    assertThat(folder.resolve("file.txt")).hasContent("new");
    assertThat(names()).containsExactly(".haul", "file.txt");
    assertThat(elsewhere.toFile().list()).containsExactly("receipts");
    assertThat(Files.getLastModifiedTime(folder.resolve("file.txt")).toInstant())
        .isEqualTo(receipt.file().lastModified());
  }

  @Test
  void neverOverwrites() throws Exception {
    Files.writeString(folder.resolve("file.txt"), "theirs");
    publish(SHA256);
    assertThat(folder.resolve("file.txt")).hasContent("theirs");
    assertThat(folder.resolve("file.txt.1")).hasContent("new");
    assertThat(names()).containsExactly(".haul", "file.txt", "file.txt.1");
  }

  @Test
  void replacesInOneStep() throws Exception {
    policy = IfExists.REPLACE;
    Files.writeString(folder.resolve("file.txt"), "the old one");
    publish(SHA256);
    assertThat(folder.resolve("file.txt")).hasContent("new");
    assertThat(names()).containsExactly(".haul", "file.txt");
  }

  @Test
  void takesNoUnfinishedCopyOfEarlierRun() throws Exception {
    Files.writeString(folder.resolve("." + download.id() + ".part"), "half of it, and longer");
    publish(SHA256);
    assertThat(folder.resolve("file.txt")).hasContent("new");
    assertThat(names()).containsExactly(".haul", "file.txt");
  }

  @Test
  void copyOfOtherBytesGetsNoName() {
    assertThatThrownBy(() -> publish("00")).hasMessageContaining("expected sha-256 00");
    assertThat(names()).containsExactly(".haul");
    assertThat(download.partPath()).hasContent("new");
  }
}
