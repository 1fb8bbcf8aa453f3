package dev.haul.metrics;

import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Onlooker;
import dev.haul.download.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Counts what happens. Each label has a small set of words that are Haul's own: nothing that a
 * server or a request says becomes one.
 */
public final class EventMeters implements Onlooker {

  /** From a small file on a fast network to a chunk of 64 MiB on a slow line. */
  private static final Duration[] CHUNK_BUCKETS =
      buckets(5, 25, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000);

  private static final Duration[] FIRST_BYTE_BUCKETS =
      buckets(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000);

  private static final Duration[] DISK_BUCKETS =
      buckets(1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000);

  private final MeterRegistry registry;
  private final Counter fetched;
  private final Counter kept;
  private final Counter restarts;
  private final Timer chunks;
  private final Timer firstBytes;
  private final Timer checkpoints;
  private final Timer syncs;

  public EventMeters(MeterRegistry registry) {
    this.registry = registry;
    fetched = bytes("haul.fetched", "Bytes that came over the network, wanted or not.");
    kept = bytes("haul.kept", "Bytes of attempts that ended, and that are in part files now.");
    restarts =
        Counter.builder("haul.restarts")
            .description("Times that a download forgot every byte and began anew.")
            .register(registry);
    chunks =
        timer(
            "haul.chunk.duration",
            "From sending a request to the last byte of its chunk.",
            CHUNK_BUCKETS);
    firstBytes =
        timer("haul.first.byte", "From sending a request to a valid answer.", FIRST_BYTE_BUCKETS);
    checkpoints =
        timer("haul.checkpoint", "Syncing a part file and writing its journal.", DISK_BUCKETS);
    syncs = timer("haul.sync", "Syncing a part file, at checkpoints and at the end.", DISK_BUCKETS);
    // From the start on, so that a rate over the first one is seen.
    attempts(Attempt.DONE);
    for (Receipt.Outcome outcome : Receipt.Outcome.values()) {
      finished(outcome.toString());
    }
    for (Receipt.Grade grade : Receipt.Grade.values()) {
      proofs(grade);
    }
  }

  private static Duration[] buckets(long... millis) {
    Duration[] buckets = new Duration[millis.length];
    for (int i = 0; i < millis.length; i++) {
      buckets[i] = Duration.ofMillis(millis[i]);
    }
    return buckets;
  }

  private Counter bytes(String name, String help) {
    return Counter.builder(name).baseUnit("bytes").description(help).register(registry);
  }

  private Timer timer(String name, String help, Duration[] buckets) {
    return Timer.builder(name).description(help).serviceLevelObjectives(buckets).register(registry);
  }

  private Counter attempts(String outcome) {
    return Counter.builder("haul.attempts")
        .description("Attempts at chunks by what became of them: done, dropped, or why not.")
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter finished(String outcome) {
    return Counter.builder("haul.downloads.finished")
        .description("Downloads that ended, by how.")
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter failures(String reason) {
    return Counter.builder("haul.failures")
        .description("Downloads and requests that got no file, by the reason in the receipt.")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter proofs(Receipt.Grade grade) {
    return Counter.builder("haul.proofs")
        .description("Files that were published, by what proves them.")
        .tag("grade", grade.toString())
        .register(registry);
  }

  @Override
  public void fetched(long bytes) {
    fetched.increment(bytes);
  }

  @Override
  public void ended(Attempt attempt) {
    kept.increment(attempt.kept());
    attempts(attempt.outcome()).increment();
    if (attempt.firstByteNanos() >= 0) {
      firstBytes.record(attempt.firstByteNanos(), TimeUnit.NANOSECONDS);
    }
    if (attempt.outcome().equals(Attempt.DONE)) {
      chunks.record(attempt.nanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void beganAnew(Download download) {
    restarts.increment();
  }

  @Override
  public void checkpointed(long nanos) {
    checkpoints.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void synced(long nanos) {
    syncs.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void closed(Download download, Receipt receipt) {
    finished(receipt.outcome().toString()).increment();
    if (receipt.outcome() == Receipt.Outcome.PROVEN) {
      proofs(receipt.proof().grade()).increment();
    }
    if (receipt.error() != null) {
      // urn:haul:problem:REASON
      String type = receipt.error().type();
      failures(type.substring(type.lastIndexOf(':') + 1)).increment();
    }
  }

  @Override
  public void refused(DownloadFailure why) {
    failures(why.reason()).increment();
  }
}
