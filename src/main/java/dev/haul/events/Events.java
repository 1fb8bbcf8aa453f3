package dev.haul.events;

import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.UrlRedaction;
import dev.haul.events.DownloadEvent.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Tells everybody who wants to know what happens to downloads. */
public final class Events {

  private final OpenDownloads downloads;
  private final Function<Download, Progress> progress;
  private final UrlRedaction redaction;
  private final long everyNanos;
  private final List<EventFeed> feeds = new CopyOnWriteArrayList<>();

  /** {@link System#nanoTime} of the last look at all downloads. */
  private final AtomicLong looked = new AtomicLong(System.nanoTime());

  /**
   * @param every time between two progress events of a download
   */
  public Events(
      OpenDownloads downloads,
      Function<Download, Progress> progress,
      UrlRedaction redaction,
      Duration every) {
    this.downloads = downloads;
    this.progress = progress;
    this.redaction = redaction;
    this.everyNanos = every.toNanos();
  }

  /** Feeds a receiver from now on. */
  public EventFeed subscribe(
      String name, EventFeed.Settings settings, EventFeed.Delivery delivery) {
    EventFeed feed = new EventFeed(name, settings, delivery);
    feeds.add(feed);
    return feed;
  }

  /** Ends a feed; what it has not delivered is lost. */
  public void unsubscribe(EventFeed feed) {
    feeds.remove(feed);
    feed.close();
  }

  /** A download was opened. */
  public void started(Download download) {
    underWay(Kind.STARTED, download);
  }

  /** A download ended, or was refused before it began. */
  public void ended(Receipt receipt) {
    if (!feeds.isEmpty()) {
      tell(DownloadEvent.ended(receipt));
    }
  }

  /** Tells how far every download is, when it is time for that. */
  public void progress() {
    long now = System.nanoTime();
    long before = looked.get();
    if (now - before >= everyNanos
        && looked.compareAndSet(before, now)
        && isWanted(Kind.PROGRESS)) {
      downloads.all().forEach(download -> underWay(Kind.PROGRESS, download));
    }
  }

  private void underWay(Kind kind, Download download) {
    if (isWanted(kind)) {
      String url = redaction.redact(download.request().url());
      tell(DownloadEvent.underWay(kind, url, progress.apply(download)));
    }
  }

  private boolean isWanted(Kind kind) {
    return feeds.stream().anyMatch(feed -> feed.types().include(kind));
  }

  private void tell(DownloadEvent event) {
    feeds.forEach(feed -> feed.offer(event));
  }

  /** Delivers what waits, once, and ends every feed, at the latest after {@code grace}. */
  public void stop(Duration grace) {
    long end = System.nanoTime() + grace.toNanos();
    feeds.forEach(EventFeed::beginClose);
    feeds.forEach(feed -> feed.end(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
  }
}
