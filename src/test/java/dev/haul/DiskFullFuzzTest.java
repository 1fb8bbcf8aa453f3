package dev.haul;

import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full at random moments: never a wrong file, and all arrive once there is room.
 * {@code -Dhaul.rounds=1000} fills it more often.
 */
class DiskFullFuzzTest {

  private static final int MOMENTS = Integer.getInteger("haul.rounds", 100);
  private static final int AT_ONCE = 6;

  /** So often the disk is full before new downloads are begun. */
  private static final int MOMENTS_EACH = 10;

  @TempDir private Path folder;
  private final Random random = Seeds.random();
  private int hits;
  private int waited;
  private int stops;

  private record Job(String url, Content content, CompletableFuture<Receipt> receipt) {}

  /** Most serve ranges; some send the file as one stream, of which some do not tell the size. */
  private Behaviour[] behaviours() {
    long rate = 300_000 + random.nextInt(3_000_000);
    return switch (random.nextInt(8)) {
      case 0 -> new Behaviour[] {Pace.rate(5 * rate), Ranges.ignoreRange()};
      case 1 -> new Behaviour[] {Pace.rate(5 * rate), Ranges.ignoreRange(), Bodies.chunked()};
      default -> new Behaviour[] {Pace.rate(rate)};
    };
  }

  @Test
  @Timeout(600)
  void arrivesWholeWheneverTheDiskWasFull() throws Exception {
    try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), "size=24m");
        Origin origin = Origin.start()) {
      HaulFixture haul = start(disk);
      try {
        for (int moment = 0, number = 0; moment < MOMENTS; number++) {
          List<Job> jobs = new ArrayList<>();
          for (int i = 0; i < AT_ONCE; i++) {
            Content content = Content.of(random.nextLong(), 1 + random.nextInt(2_000_000));
            String url = origin.serve("/" + number + "-" + i + ".bin", content, behaviours());
            jobs.add(new Job(url, content, haul.begin(url)));
          }
          for (int i = 0; i < MOMENTS_EACH && moment < MOMENTS; i++, moment++) {
            pause(80);
            disk.fill(random.nextInt(4) == 0 ? random.nextInt(300_000) : 0);
            pause(40);
            if (random.nextInt(8) == 0) {
              haul = restart(haul, disk, jobs);
            }
            hits += isWaiting(haul) ? 1 : 0;
            disk.giveBack();
          }
          for (Job job : jobs) {
            check(job, disk);
          }
          assertNothingLeft(haul);
        }
      } finally {
        haul.close();
      }
    }
    System.out.printf(
        "full %d times, met %d times by %d downloads, stopped %d times%n",
        MOMENTS, hits, waited, stops);
    assertThat(hits).isPositive();
  }

  private static HaulFixture start(Tmpfs disk) throws Exception {
    return HaulFixture.start(
        disk.folder(), "haul.journal.every", "10ms", "haul.failures.backoff", "20ms");
  }

  private static boolean isWaiting(HaulFixture haul) {
    return haul.bundle().progress().stream()
        .map(Progress::note)
        .anyMatch(note -> note != null && note.startsWith("waiting: disk "));
  }

  private void pause(int mostMillis) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(1000 * mostMillis)));
  }

  /** Stops in the middle of a full disk; the sources give their jobs again. */
  private HaulFixture restart(HaulFixture haul, Tmpfs disk, List<Job> jobs) throws Exception {
    haul.close();
    stops++;
    HaulFixture next = start(disk);
    for (int i = 0; i < jobs.size(); i++) {
      Job job = jobs.get(i);
      if (job.receipt().isCompletedExceptionally()) {
        jobs.set(i, new Job(job.url(), job.content(), next.begin(job.url())));
      }
    }
    return next;
  }

  private void check(Job job, Tmpfs disk)
      throws ExecutionException, InterruptedException, Exception {
    Receipt receipt = job.receipt().get(30, TimeUnit.SECONDS);
    // Unchanged, if it was done in the moment of a stop.
    assertThat(receipt.outcome().isSuccess()).as("%s: %s", job.url(), receipt.error()).isTrue();
    assertThat(sha256(Path.of(receipt.file().path()))).isEqualTo(job.content().sha256());
    assertThat(receipt.file().sha256()).isEqualTo(job.content().sha256());
    waited += receipt.warnings().contains("waited for room on the disk") ? 1 : 0;
    Files.delete(Path.of(receipt.file().path()));
  }
}
