package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.downloads;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Command;
import dev.haul.download.Command.Verb;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A full disk is a pause: nothing fails, nothing is lost, and it goes on by itself. */
@Timeout(60)
class DiskFullTest {

  private static final long GB = 1_000_000_000;
  private static final Content CONTENT = Content.of(5, 6_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private Tmpfs disk(String options) throws Exception {
    return Tmpfs.mount(folder.resolve("disk"), options);
  }

  private static HaulFixture haul(Tmpfs disk, String... keys) throws Exception {
    return HaulFixture.start(disk.folder(), keys);
  }

  private static List<String> notes(HaulFixture haul) {
    return haul.bundle().progress().stream()
        .map(Progress::note)
        .filter(note -> note != null && note.startsWith("waiting: disk "))
        .toList();
  }

  private static void awaitWaiting(HaulFixture haul, int count) {
    await().untilAsserted(() -> assertThat(notes(haul)).hasSize(count));
  }

  private static void awaitBytes(HaulFixture haul, long least) {
    await()
        .until(() -> haul.bundle().progress().stream().mapToLong(Progress::bytes).sum() >= least);
  }

  @Test
  void thirdOfThreeFilesThatDoNotFitTogetherWaits() throws Exception {
    try (Tmpfs disk = disk("size=100g");
        HaulFixture haul = haul(disk)) {
      for (int i = 0; i < 3; i++) {
        haul.begin(origin.serve("/" + i + ".img", Content.of(i, 40 * GB), Pace.stallAfter(10_000)));
      }
      awaitWaiting(haul, 1);
      assertThat(notes(haul).get(0)).contains("needs 40.0 GB, has 27.");
      assertThat(haul.bundle().progress()).hasSize(3);
      await()
          .until(() -> haul.bundle().progress().stream().filter(p -> p.bytes() > 0).count() == 2);
    }
  }

  @Test
  void fileThatCanNeverFitFailsAtOnce() throws Exception {
    try (Tmpfs disk = disk("size=100g");
        HaulFixture haul = haul(disk)) {
      Receipt receipt = haul.get(origin.serve("/huge.img", Content.of(1, 200 * GB)));
      assertFailed(receipt, "larger-than-disk", false);
      assertThat(receipt.error().detail()).contains("200000000000").contains("keep-free");
      assertNothingLeft(haul);
    }
  }

  @Test
  void goesOnWhenAnotherMakesRoom() throws Exception {
    try (Tmpfs disk = disk("size=20m");
        HaulFixture haul = haul(disk)) {
      Content[] contents = {Content.of(1, 8_000_000), Content.of(2, 8_000_000), CONTENT};
      Receipt first = haul.get(origin.serve("/0.bin", contents[0]));
      Receipt second = haul.get(origin.serve("/1.bin", contents[1]));
      CompletableFuture<Receipt> third = haul.begin(origin.serve("/2.bin", contents[2]));
      awaitWaiting(haul, 1);
      Files.delete(Path.of(first.file().path()));
      assertArrived(third.get(), contents[2]);
      assertArrived(second, contents[1]);
      assertThat(third.get().warnings()).contains("waited for room on the disk");
      assertNothingLeft(haul);
    }
  }

  @Test
  void smallOneMayPassButNotAllOfThem() throws Exception {
    try (Tmpfs disk = disk("size=20m");
        HaulFixture haul = haul(disk)) {
      disk.fill(8_000_000);
      CompletableFuture<Receipt> large =
          haul.begin(origin.serve("/large.bin", Content.of(1, 9_000_000)));
      awaitWaiting(haul, 1);
      Content small = Content.of(2, 500_000);
      assertArrived(haul.get(origin.serve("/small.bin", small)), small);
      CompletableFuture<Receipt> next =
          haul.begin(origin.serve("/next.bin", Content.of(3, 500_000)));
      awaitWaiting(haul, 2);
      disk.giveBack();
      assertArrived(large.get(), Content.of(1, 9_000_000));
      assertArrived(next.get(), Content.of(3, 500_000));
    }
  }

  @Test
  void keepsFreeWhatIsToStayFree() throws Exception {
    try (Tmpfs disk = disk("size=20m");
        HaulFixture haul = haul(disk, "haul.downloads.keep-free", "8MiB")) {
      disk.fill(13_000_000);
      CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT));
      awaitWaiting(haul, 1);
      assertThat(disk.free()).isGreaterThan(12_900_000);
      disk.giveBack();
      assertArrived(receipt.get(), CONTENT);
    }
  }

  private void goesOnAfterTheDiskWasFull(Behaviour... behaviours) throws Exception {
    Behaviour[] all = new Behaviour[behaviours.length + 1];
    System.arraycopy(behaviours, 0, all, 0, behaviours.length);
    all[behaviours.length] = Pace.rate(3_000_000);
    try (Tmpfs disk = disk("size=20m");
        HaulFixture haul =
            haul(disk, "haul.journal.every", "20ms", "haul.failures.give-up-after", "100ms")) {
      CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT, all));
      awaitBytes(haul, 1_000_000);
      disk.fill(0);
      awaitWaiting(haul, 1);
      await().until(() -> origin.openConnections("/file.bin") == 0);
      // What cannot be gone on with gives its room back.
      boolean stream = behaviours.length > 0;
      await().until(() -> filesButReceipts(disk.folder()).toString().contains(".part") != stream);
      assertThat(receipt).isNotDone();
      disk.giveBack();
      assertArrived(receipt.get(), CONTENT);
      assertThat(filesButReceipts(disk.folder().resolve("downloads"))).containsExactly("file.bin");
      assertNothingLeft(haul);
    }
  }

  @Test
  void rangesKeepWhatTheyHave() throws Exception {
    goesOnAfterTheDiskWasFull();
    assertThat(origin.bytesSent("/file.bin")).isLessThan(CONTENT.size() * 3 / 2);
  }

  @Test
  void streamBeginsAnew() throws Exception {
    goesOnAfterTheDiskWasFull(Ranges.ignoreRange());
  }

  @Test
  void fileThatCannotBeCreatedWaits() throws Exception {
    try (Tmpfs disk = disk("size=20m,nr_inodes=20");
        HaulFixture haul = haul(disk)) {
      assertArrived(haul.get(origin.serve("/0.bin", CONTENT)), CONTENT);
      disk.takeAllNames();
      CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/1.bin", CONTENT));
      awaitWaiting(haul, 1);
      assertThat(notes(haul).get(0)).contains("is full (No space left on device)");
      disk.giveBack();
      assertArrived(receipt.get(), CONTENT);
    }
  }

  @Test
  void fileThatIsWholeIsPublishedOnceThereIsRoomForItsReceipt() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (Tmpfs disk = disk("size=20m,nr_inodes=20");
        HaulFixture haul = haul(disk, "haul.journal.every", "1h")) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/file.bin", CONTENT, Pace.holdAt(100_000, gate)));
      awaitBytes(haul, 100_000);
      disk.takeAllNames();
      gate.complete(null);
      awaitWaiting(haul, 1);
      assertThat(disk.folder().resolve("downloads/file.bin")).doesNotExist();
      long before = origin.bytesSent("/file.bin");
      disk.giveBack();
      assertArrived(receipt.get(), CONTENT);
      assertThat(origin.bytesSent("/file.bin")).isEqualTo(before);
      assertThat(filesButReceipts(disk.folder().resolve("downloads"))).containsExactly("file.bin");
      assertNothingLeft(haul);
    }
  }

  @Test
  void fileThatIsToBeCopiedToAFullFileSystemWaits() throws Exception {
    try (Tmpfs disk = disk("size=20m")) {
      Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
      Path downloads = Files.createDirectories(disk.folder().resolve("downloads"));
      Files.createSymbolicLink(downloads.resolve(".haul"), elsewhere);
      disk.fill(3_000_000);
      try (HaulFixture haul = haul(disk)) {
        CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT));
        awaitWaiting(haul, 1);
        assertThat(notes(haul).get(0)).contains("the copy needs 6.0 MB), 3.0 MB free");
        assertThat(filesButReceipts(downloads)).isEmpty();
        long before = origin.bytesSent("/file.bin");
        disk.giveBack();
        assertArrived(receipt.get(), CONTENT);
        assertThat(origin.bytesSent("/file.bin")).isEqualTo(before);
        assertThat(filesButReceipts(downloads)).containsExactly("file.bin");
        assertThat(filesButReceipts(elsewhere)).allMatch(name -> name.startsWith("receipts/"));
        assertNothingLeft(haul);
      }
    }
  }

  @Test
  void whatAnotherOwnerTookOverWhileItWaitedForRoomIsNotPublished() throws Exception {
    try (Tmpfs disk = disk("size=20m")) {
      Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
      Path downloads = Files.createDirectories(disk.folder().resolve("downloads"));
      Files.createSymbolicLink(downloads.resolve(".haul"), elsewhere);
      disk.fill(3_000_000);
      String[] keys = {
        "haul.owner.locks", "off", "haul.owner.beat", "1h", "haul.owner.dead-after", "4h"
      };
      try (HaulFixture haul = haul(disk, keys)) {
        CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT));
        awaitWaiting(haul, 1);
        String id = downloads(haul.context()).all().get(0).id();
        assertThat(elsewhere.resolve(id + ".owner.1")).exists();
        Files.writeString(elsewhere.resolve(id + ".owner.2"), "");
        disk.giveBack();
        assertFailed(receipt.get(), "in-use", true);
        assertThat(filesButReceipts(downloads)).isEmpty();
        assertThat(elsewhere.resolve(id + ".part")).hasSize(CONTENT.size());
      }
    }
  }

  @Test
  void fileThatWaitsToBeCopiedHoldsNoActivePlace() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    Content small = Content.of(2, 500_000);
    try (Tmpfs disk = disk("size=20m")) {
      Path downloads = Files.createDirectories(disk.folder().resolve("downloads"));
      Files.createSymbolicLink(
          downloads.resolve(".haul"), Files.createDirectories(folder.resolve("elsewhere")));
      disk.fill(3_000_000);
      try (HaulFixture haul = haul(disk, "haul.downloads.active", "1")) {
        haul.begin(origin.serve("/file.bin", CONTENT, Pace.holdAt(100_000, go)));
        awaitBytes(haul, 100_000);
        CompletableFuture<Receipt> passing = haul.begin(origin.serve("/small.bin", small));
        await().until(() -> downloads(haul.context()).waiting() == 1);
        go.complete(null);
        assertArrived(passing.get(20, TimeUnit.SECONDS), small);
        awaitWaiting(haul, 1);
      }
    }
  }

  @Test
  void fileThatIsWholeAndWaitsForRoomCanBeCancelled() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (Tmpfs disk = disk("size=20m,nr_inodes=20");
        HaulFixture haul =
            HaulFixture.start(disk.folder(), List.of("control"), "haul.journal.every", "1h")) {
      String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(100_000, gate));
      CompletableFuture<Receipt> receipt = haul.begin(url);
      awaitBytes(haul, 100_000);
      disk.takeAllNames();
      gate.complete(null);
      await().until(() -> downloads(haul.context()).all().get(0).awaitsPublishing());
      Command cancel = Command.of(downloads(haul.context()).all().get(0).id(), Verb.CANCEL);
      haul.context().createProducerTemplate().sendBody("direct:haul-control", cancel);
      assertThat(receipt.get().outcome()).isEqualTo(Receipt.Outcome.CANCELLED);
      assertThat(filesButReceipts(disk.folder().resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void claimWithoutRoomPausesAndIsMadeLater() throws Exception {
    try (Tmpfs disk = disk("size=20m,nr_inodes=20");
        HaulFixture haul = haul(disk, "haul.journal.every", "300ms")) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/file.bin", CONTENT, Pace.rate(300_000)));
      awaitBytes(haul, 10_000);
      disk.takeAllNames();
      awaitWaiting(haul, 1);
      disk.giveBack();
      assertArrived(receipt.get(), CONTENT);
      assertThat(receipt.get().warnings()).containsExactly("waited for room on the disk");
    }
  }

  @Test
  void nextRunWaitsTooAndGoesOnWithWhatIsThere() throws Exception {
    try (Tmpfs disk = disk("size=20m")) {
      String url = origin.serve("/file.bin", CONTENT, Pace.stallAfter(200_000));
      try (HaulFixture haul = haul(disk, "haul.journal.every", "50ms")) {
        haul.begin(url);
        awaitBytes(haul, 2_000_000);
      }
      disk.fill(0);
      long before = origin.bytesSent("/file.bin");
      String same = origin.serve("/file.bin", CONTENT);
      try (HaulFixture haul = haul(disk)) {
        CompletableFuture<Receipt> receipt = haul.begin(same);
        awaitWaiting(haul, 1);
        assertThat(origin.bytesSent("/file.bin")).isEqualTo(before);
        disk.giveBack();
        assertArrived(receipt.get(), CONTENT);
        assertThat(receipt.get().transfer().bytesFetched()).isLessThan(4_100_000);
      }
    }
  }

  @Test
  void waitingForTheDiskHoldsNoActivePlace() throws Exception {
    try (Tmpfs disk = disk("size=20m");
        HaulFixture haul = haul(disk, "haul.downloads.active", "1")) {
      disk.fill(8_000_000);
      haul.begin(origin.serve("/large.bin", Content.of(1, 9_000_000)));
      awaitWaiting(haul, 1);
      Content small = Content.of(2, 500_000);
      assertArrived(haul.get(origin.serve("/small.bin", small)), small);
    }
  }
}
