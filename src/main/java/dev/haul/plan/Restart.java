package dev.haul.plan;

import dev.haul.download.Backoff;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins a download anew, from zero, in a new generation, where nothing of the old one counts. */
public final class Restart {

  private static final Logger LOG = LoggerFactory.getLogger(Restart.class);

  private final OpenDownloads downloads;
  private final Planner planner;
  private final Backoff backoff;
  private final DoubleSupplier random;

  public Restart(OpenDownloads downloads, Planner planner, Backoff backoff, DoubleSupplier random) {
    this.downloads = downloads;
    this.planner = planner;
    this.backoff = backoff;
    this.random = random;
  }

  /** The first chunk of the next generation, or nothing when somebody else restarted it. */
  public List<Chunk> again(Tally tally) {
    return anew(tally.download(), tally.failure(), tally.chunk().attempt() + 1);
  }

  /** The first chunk of the next generation of a download whose bytes proved wrong. */
  public List<Chunk> withoutWrongBytes(Download download) {
    return anew(download.key(), null, 1);
  }

  /** The first chunk of the next generation of a download of whose files somebody took one away. */
  public List<Chunk> withoutPart(Download download, Exception loss) {
    return anew(download.key(), loss, 1);
  }

  /**
   * Begins a new generation that goes on with what is known to be on the disk, and nothing else.
   *
   * @return the download, or nothing when it is closed or somebody else restarted it
   */
  public List<Download> fromSynced(Download download) {
    if (downloads.restartKeeping(download.key()) == null) {
      return List.of();
    }
    download.warn("the disk lost bytes that were not synced; they were fetched again");
    return List.of(download);
  }

  private List<Chunk> anew(DownloadKey old, @Nullable Exception why, int attempt) {
    Download download = downloads.find(old);
    DownloadKey next = downloads.restart(old);
    if (download == null || next == null) {
      return List.of();
    }
    LOG.info("{} begins anew: {}", old, why == null ? "wrong bytes" : why.getMessage());
    // Counted once a generation, whichever of its flights met the change.
    if (why instanceof Retryable.RemoteChanged) {
      download.versions().countChange();
    }
    if (why instanceof Retryable.RangesUnusable) {
      download.versions().giveUpRanges();
    }
    Duration wait = backoff.wait(attempt, Duration.ZERO, random.getAsDouble());
    return planner.firstOf(next, !download.versions().isStreamOnly(), download).stream()
        .map(first -> first.with(first.range(), attempt, 0, System.nanoTime() + wait.toNanos()))
        .toList();
  }
}
