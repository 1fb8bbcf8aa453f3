package dev.haul.fetch;

import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadKey;
import dev.haul.download.DownloadsRoot;
import dev.haul.download.Hold;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the disks a few times a second: who has to wait for room, who may go on, and whether all
 * part files are still there. Called by one timer thread.
 */
public final class DiskWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
  private static final long PERIOD = Duration.ofMillis(250).toNanos();

  /** Parts are many, and seldom go away: once a second does. */
  private static final int LOOKS_A_PART = 4;

  private final DiskSpace space;
  private final DownloadsRoot root;
  private final OpenDownloads downloads;
  private final Holds holds;
  private long lookedAt = System.nanoTime();
  private int looks;

  public DiskWatch(DiskSpace space, DownloadsRoot root, OpenDownloads downloads, Holds holds) {
    this.space = space;
    this.root = root;
    this.downloads = downloads;
    this.holds = holds;
  }

  /** Does nothing if it was called a moment ago. */
  public void watch() {
    List<Download> open = downloads.all();
    if (open.isEmpty() || System.nanoTime() - lookedAt < PERIOD) {
      return;
    }
    lookedAt = System.nanoTime();
    if (root.isMounted()) {
      root.look();
      space.review().forEach(this::apply);
      if (looks++ % LOOKS_A_PART == 0) {
        open.forEach(this::lookAtPart);
      }
    } else {
      open.forEach(this::giveUp);
    }
  }

  private void apply(Download download, @Nullable Hold hold) {
    if (hold == null) {
      holds.release(download, Hold.Kind.DISK);
    } else if (download.meter().connections() > 0) {
      holds.hold(download, hold);
    } else {
      boolean begins = !download.isHeld();
      download.hold(hold);
      if (begins) {
        downloads.admit();
      }
    }
  }

  /** What is written to a file that has lost its name is written for nothing. */
  private void lookAtPart(Download download) {
    DownloadKey key = download.key();
    PartFile part = download.part(key);
    if (part == null || download.isSettled()) {
      return;
    }
    try {
      part.expectIntact();
    } catch (Retryable.PartLost e) {
      // Unless it was published or began anew in this moment.
      if (!download.isSettled() && key.equals(download.key())) {
        holds.abort(download, key, download.judgeLoss(key, e));
      }
    } catch (IOException e) {
      LOG.debug("{}: cannot look at its part file", key, e);
    }
  }

  /** Whoever waits for room is to find out, too. */
  private void giveUp(Download download) {
    try {
      root.expectMounted();
    } catch (DownloadFailure e) {
      space.letGo(download);
      holds.release(download, Hold.Kind.DISK);
      holds.abort(download, download.key(), e);
    }
  }
}
