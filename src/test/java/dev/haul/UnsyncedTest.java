package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.downloads;
import static dev.haul.Aftermath.filesButReceipts;
import static dev.haul.Aftermath.flights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.Journal;
import dev.haul.download.Losses;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Validators;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that finds out late that it has no room: what was synced stays, the rest comes again. */
@Timeout(60)
class UnsyncedTest {

  private static final Content CONTENT = Content.of(8, 5_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  /** A download in the middle; every answer stops after 200,000 bytes until the gate opens. */
  private CompletableFuture<Receipt> begun(HaulFixture haul, Behaviour... more) {
    Behaviour[] all =
        Stream.concat(Stream.of(more), Stream.of(Pace.holdAt(200_000, gate)))
            .toArray(Behaviour[]::new);
    CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT, all));
    await().until(() -> haul.bundle().progress().stream().anyMatch(p -> p.bytes() == 2_000_000));
    return receipt;
  }

  /** The next checkpoint finds out. */
  private static void loseWhatWasNotSynced(HaulFixture haul) {
    Download download = downloads(haul.context()).all().get(0);
    DownloadKey before = download.key();
    Losses.lateRefusal(download.part());
    await()
        .until(
            () ->
                !before.equals(download.key())
                    && flights(haul.context()).all().stream()
                        .noneMatch(flight -> flight.chunk().download().equals(before)));
  }

  @Test
  void goesOnWithWhatTheJournalClaims() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, "haul.journal.every", "20ms")) {
      CompletableFuture<Receipt> receipt = begun(haul);
      Path journal = downloads(haul.context()).all().get(0).journalPath();
      await()
          .ignoreExceptions()
          .until(
              () ->
                  Journal.longest(Journal.read(journal).claims()).stream()
                          .mapToLong(mark -> mark.range().length())
                          .sum()
                      == 2_000_000);
      loseWhatWasNotSynced(haul);
      gate.complete(null);
      assertArrived(receipt.get(), CONTENT);
      assertThat(receipt.get().transfer().resumes()).isEqualTo(1);
      assertThat(receipt.get().transfer().bytesFetched()).isLessThan(CONTENT.size() + 300_000);
      assertThat(receipt.get().warnings())
          .contains("the disk lost bytes that were not synced; they were fetched again");
      assertThat(filesButReceipts(folder.resolve("downloads"))).containsExactly("file.bin");
      assertNothingLeft(haul);
    }
  }

  @Test
  void beginsAnewWithoutJournal() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, "haul.journal.every", "20ms")) {
      CompletableFuture<Receipt> receipt = begun(haul, Validators.withoutValidators());
      loseWhatWasNotSynced(haul);
      gate.complete(null);
      assertArrived(receipt.get(), CONTENT);
      assertNothingLeft(haul);
    }
  }

  @Test
  void goesOnWhenOnlyTheLastSyncFindsOut() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, "haul.journal.every", "1h")) {
      CompletableFuture<Receipt> receipt = begun(haul);
      Download download = downloads(haul.context()).all().get(0);
      haul.context().getRouteController().stopRoute("haul-journal");
      Losses.lateRefusal(download.part());
      gate.complete(null);
      await().until(() -> download.key().generation() > 1);
      haul.context().getRouteController().startRoute("haul-journal");
      assertArrived(receipt.get(), CONTENT);
      assertNothingLeft(haul);
    }
  }
}
