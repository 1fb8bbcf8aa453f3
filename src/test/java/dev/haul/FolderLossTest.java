package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody takes away what a download works with: a clear sentence, and never a wrong file. */
@Timeout(60)
class FolderLossTest {

  private static final Content CONTENT = Content.of(6, 3_000_000);
  private static final long HELD_AT = 50_000;

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private Path downloads() {
    return folder.resolve("downloads");
  }

  private Path part() throws IOException {
    try (Stream<Path> files = Files.list(downloads().resolve(".haul"))) {
      return files.filter(file -> file.toString().endsWith(".part")).findFirst().orElseThrow();
    }
  }

  /** Every answer stops in the middle until the gate opens. */
  private CompletableFuture<Receipt> heldInTheMiddle(HaulFixture haul, Behaviour... more) {
    Behaviour[] all =
        Stream.concat(Stream.of(more), Stream.of(Pace.holdAt(HELD_AT, gate)))
            .toArray(Behaviour[]::new);
    CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT, all));
    awaitBytes(haul);
    return receipt;
  }

  private static void awaitBytes(HaulFixture haul) {
    await()
        .until(() -> haul.bundle().progress().stream().mapToLong(Progress::bytes).sum() >= HELD_AT);
  }

  private void arrivesAnew(HaulFixture haul, Receipt receipt, String what) {
    assertArrived(receipt, CONTENT);
    assertThat(receipt.warnings()).anyMatch(warning -> warning.contains(".part " + what));
    assertThat(filesButReceipts(downloads())).containsExactly("file.bin");
    assertNothingLeft(haul);
  }

  @Test
  void beginsAnewWhenThePartFileIsRemoved() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul);
      Files.delete(part());
      gate.complete(null);
      arrivesAnew(haul, receipt.get(), "was removed");
    }
  }

  @Test
  void noticesTheLossOfThePartFileWhileNothingComes() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      heldInTheMiddle(haul);
      Path part = part();
      Files.delete(part);
      await().until(() -> Files.exists(part));
    }
  }

  @Test
  void streamBeginsAnewToo() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul, Ranges.ignoreRange());
      Files.delete(part());
      gate.complete(null);
      arrivesAnew(haul, receipt.get(), "was removed");
    }
  }

  @Test
  void beginsAnewWhenThePartFileIsCut() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul);
      try (RandomAccessFile part = new RandomAccessFile(part().toFile(), "rw")) {
        part.setLength(10_000);
      }
      gate.complete(null);
      arrivesAnew(haul, receipt.get(), "was cut");
    }
  }

  @Test
  void beginsAnewWhenThePartFileIsReplaced() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul);
      Path part = part();
      Path other = Files.write(folder.resolve("other"), new byte[(int) CONTENT.size()]);
      Files.move(other, part, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      gate.complete(null);
      arrivesAnew(haul, receipt.get(), "was replaced");
    }
  }

  @Test
  void endsWhenThePartFileIsRemovedAgain() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul);
      Path part = part();
      Files.delete(part);
      await().until(() -> Files.exists(part));
      awaitBytes(haul);
      Files.delete(part);
      assertFailed(receipt.get(), "part-keeps-vanishing", false);
      assertThat(receipt.get().error().detail()).contains(part.toString()).contains("was removed");
      assertThat(downloads().resolve("file.bin")).doesNotExist();
      assertNothingLeft(haul);
    }
  }

  @Test
  void beginsAnewWhenTheWholeFolderIsDeleted() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul);
      org.apache.camel.util.FileUtil.removeDir(downloads().toFile());
      gate.complete(null);
      arrivesAnew(haul, receipt.get(), "was removed");
    }
  }

  @Test
  void endsWhenTheDiskIsUnmountedAndLeavesThePlaceBelowAlone() throws Exception {
    try (Tmpfs disk = Tmpfs.mount(downloads(), "size=20m");
        HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = heldInTheMiddle(haul);
      disk.unmount();
      gate.complete(null);
      assertFailed(receipt.get(), "folder-lost", true);
      assertThat(receipt.get().error().detail()).contains(downloads().toString(), "mount");
      assertFailed(haul.get(origin.serve("/next.bin", CONTENT)), "folder-lost", true);
      assertThat(downloads()).isEmptyDirectory();
      assertNothingLeft(haul);
      try (Tmpfs again = Tmpfs.mount(downloads(), "size=20m")) {
        assertArrived(haul.get(origin.serve("/again.bin", CONTENT)), CONTENT);
      }
    }
  }

  @Test
  void saysThatTheFolderIsReadOnly() throws Exception {
    try (Tmpfs disk = Tmpfs.mount(downloads(), "size=20m,ro");
        HaulFixture haul = HaulFixture.start(folder)) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT));
      assertFailed(receipt, "unusable-folder", false);
      assertThat(receipt.error().detail())
          .contains(downloads().toString(), "Read-only file system", "choose another folder");
    }
  }

  @Test
  void fetchesFileThatWasRemovedWhileItWasAskedWhetherItIsCurrent() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Receipt first = haul.get(origin.serve("/file.bin", CONTENT));
      CompletableFuture<Receipt> second =
          haul.begin(
              origin.serve(
                  "/file.bin", CONTENT, Pace.holdAt(dev.haul.origin.Answer.BEFORE_HEAD, gate)));
      await().until(() -> origin.openConnections("/file.bin") > 0);
      Files.delete(Path.of(first.file().path()));
      gate.complete(null);
      assertArrived(second.get(), CONTENT);
    }
  }
}
