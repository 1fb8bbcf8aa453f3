package dev.haul.fetch;

import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.FullDisk;
import dev.haul.download.Journal;
import dev.haul.download.Mark;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the journals what is on the disk: takes the marks of all flights, syncs the part
 * file, then claims the marks, in this order. What is written meanwhile is claimed next time.
 */
public final class Checkpoint {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

  private final Settings settings;
  private final OpenDownloads downloads;
  private final Flights flights;
  private final DiskSpace space;

  /**
   * @param every longest time between two checkpoints of a download that gets bytes
   * @param bytes so many unclaimed bytes do not wait for it
   */
  public record Settings(Duration every, long bytes) {}

  public Checkpoint(Settings settings, OpenDownloads downloads, Flights flights, DiskSpace space) {
    this.settings = settings;
    this.downloads = downloads;
    this.flights = flights;
    this.space = space;
  }

  /**
   * Looks at every open download; those that are not due cost no I/O.
   *
   * @return those of which the disk lost what was not synced
   */
  public List<Download> watch() {
    Map<DownloadKey, List<Mark>> aloft = marks();
    List<Download> unsynced = new ArrayList<>();
    for (Download download : downloads.all()) {
      checkpoint(download, aloft, false);
      PartFile part = download.part();
      if (part != null && part.isUnsynced() && !download.isSettled()) {
        unsynced.add(download);
      }
    }
    return unsynced;
  }

  /**
   * The last ones before Haul stops, due or not.
   *
   * @param limit no further one is begun after this; what is not claimed is fetched again
   */
  public void last(Duration limit) {
    long begin = System.nanoTime();
    Map<DownloadKey, List<Mark>> aloft = marks();
    for (Download download : downloads.all()) {
      if (System.nanoTime() - begin > limit.toNanos()) {
        return;
      }
      checkpoint(download, aloft, true);
    }
  }

  private Map<DownloadKey, List<Mark>> marks() {
    Map<DownloadKey, List<Mark>> marks = new HashMap<>();
    for (Flight flight : flights.all()) {
      Mark mark = flight.mark();
      if (mark != null) {
        marks.computeIfAbsent(flight.chunk().download(), key -> new ArrayList<>()).add(mark);
      }
    }
    return marks;
  }

  private void checkpoint(Download download, Map<DownloadKey, List<Mark>> aloft, boolean last) {
    DownloadKey key = download.key();
    PartFile part = download.part(key);
    Journal journal = part == null ? null : part.journal();
    if (part == null || journal == null) {
      return;
    }
    List<Mark> fresh = journal.unclaimed(aloft.getOrDefault(key, List.of()));
    if (fresh.isEmpty() || !(last || isDue(journal, fresh))) {
      return;
    }
    try {
      long began = System.nanoTime();
      part.force();
      long synced = System.nanoTime();
      journal.claim(fresh);
      downloads.onlooker().synced(synced - began);
      downloads.onlooker().checkpointed(System.nanoTime() - began);
    } catch (ClosedChannelException e) {
      LOG.debug("{} ended meanwhile", key);
    } catch (Retryable.Unsynced e) {
      LOG.debug("{}: no checkpoint", key, e);
    } catch (IOException e) {
      LOG.debug("{}: no checkpoint", key, e);
      if (FullDisk.isMeantBy(e, download.workFolder())) {
        space.refused(download, FullDisk.inWords(e));
      } else {
        download.warn("could not be made safe against a crash: " + e.getMessage());
      }
    }
  }

  private boolean isDue(Journal journal, List<Mark> fresh) {
    return System.nanoTime() - journal.claimedAt() >= settings.every().toNanos()
        || journal.growth(fresh) >= settings.bytes();
  }
}
