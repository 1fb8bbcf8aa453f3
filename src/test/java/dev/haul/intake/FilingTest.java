package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void givesEachOfManyAtOnceItsOwnPlace(@TempDir Path inbox) throws Exception {
    Filing filing = new Filing(inbox);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Path>> jobs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String text = String.valueOf(i);
        jobs.add(() -> filing.done("a.url", out -> out.write(text)));
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
                    "a.url",
                    out -> {
                      out.write("half");
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(inbox.resolve("done")).isEmptyDirectory();
    assertThat(filing.done("a.url", out -> out.write("whole")))
        .isEqualTo(inbox.resolve("done/a.url"));
  }
}
