package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilingTest {

  private static final Instant DROPPED = Instant.parse("2026-11-22T10:00:00.123456789Z");

  private static Taken taken(Instant dropped) {
    return new Taken(Path.of("a.url"), 1, FileTime.from(dropped), dropped);
  }

  @Test
  void givesEachOfManyAtOnceItsOwnPlace(@TempDir Path inbox) throws Exception {
    Filing filing = new Filing(inbox);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Path>> jobs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String text = String.valueOf(i);
        jobs.add(() -> filing.done(taken(DROPPED), out -> out.write(text)));
      }
      List<Path> places = new ArrayList<>();
      for (Future<Path> job : threads.invokeAll(jobs)) {
        places.add(job.get());
      }
      assertThat(places).doesNotHaveDuplicates().hasSize(20);
      try (Stream<Path> files = Files.list(inbox.resolve("done"))) {
        assertThat(files).hasSize(20).allMatch(file -> file.toString().endsWith(".receipt.json"));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void leavesNothingWhenReceiptCannotBeWritten(@TempDir Path inbox) throws IOException {
    Filing filing = new Filing(inbox);
    assertThatThrownBy(
            () ->
                filing.done(
                    taken(DROPPED),
                    out -> {
                      out.write("half");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(inbox.resolve("done")).isEmptyDirectory();
    assertThat(filing.done(taken(DROPPED), out -> out.write("whole")))
        .isEqualTo(inbox.resolve("done/a.url"));
  }

  @Test
  void putsFileBesideReceiptThatWasWrittenBeforeCrash(@TempDir Path inbox) throws IOException {
    Path before = fileOf(inbox, DROPPED);
    assertThat(fileOf(inbox, DROPPED)).isEqualTo(before);
  }

  @Test
  void leavesReceiptOfAnotherFileOfThatName(@TempDir Path inbox) throws IOException {
    Path before = fileOf(inbox, DROPPED);
    assertThat(fileOf(inbox, DROPPED.plusMillis(1))).isNotEqualTo(before);
    assertThat(inbox.resolve("done/a.url.receipt.json")).content().contains(DROPPED.toString());
  }

  private static Path fileOf(Path inbox, Instant dropped) throws IOException {
    Receipt receipt =
        FolderDoor.receipt(
            DownloadRequest.of(
                "http://h/a", new DownloadRequest.Origin(Door.FOLDER, "a.url:1", dropped)),
            Receipt.Outcome.PROVEN);
    return new Filing(inbox).done(taken(dropped), out -> out.write(ReceiptJson.toJson(receipt)));
  }
}
