package dev.haul.fetch;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Delay;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.Load;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is under way and what waits for what, for displays; looks at copies, not under locks. */
public final class Traffic {

  private static final int TELLS_SECONDS = 2;

  private final OpenDownloads downloads;
  private final Flights flights;
  private final ChunkQueue queue;

  public Traffic(OpenDownloads downloads, Flights flights, ChunkQueue queue) {
    this.downloads = downloads;
    this.flights = flights;
    this.queue = queue;
  }

  /** By id of the download; one without a connection and without a reason is left out. */
  public Map<String, Load> loads() {
    Map<String, Long> bytes = new HashMap<>();
    for (Flight flight : flights.all()) {
      bytes.merge(flight.download().id(), flight.bytes(), Long::sum);
    }
    Map<String, Load> loads = new HashMap<>();
    bytes.forEach((id, sum) -> loads.put(id, new Load(sum, null)));
    long now = System.nanoTime();
    for (ChunkQueue.LaneState lane : queue.lanes()) {
      Delay delay = delay(lane, now);
      if (delay != null) {
        String id = lane.download().id();
        loads.put(id, new Load(bytes.getOrDefault(id, 0L), delay));
      }
    }
    return loads;
  }

  private @Nullable Delay delay(ChunkQueue.LaneState lane, long now) {
    if (lane.inFlight() > 0 || (lane.ready() == 0 && lane.due() == null)) {
      return null;
    }
    Host.Break pause = lane.host().pause(now);
    if (pause != null) {
      return new Delay("host asked for " + seconds(pause.asked()), at(pause.until(), now));
    }
    if (lane.ready() == 0) {
      return retry(lane.download(), lane.due(), now);
    }
    return lane.host().hasRoom(now)
        ? new Delay("all connections are in use", null)
        : new Delay("the host serves no more connections at a time", null);
  }

  private @Nullable Delay retry(DownloadKey key, @Nullable Long due, long now) {
    Download download = downloads.find(key);
    if (download == null || due == null) {
      return null;
    }
    String trouble = download.trouble();
    return new Delay(trouble == null ? "tries again" : trouble, at(due, now));
  }

  private static String seconds(Duration duration) {
    return duration.toSeconds() < TELLS_SECONDS
        ? duration.toMillis() + " ms"
        : duration.toSeconds() + " s";
  }

  /** To whole seconds, so that it stays the same while it is looked at again and again. */
  private static Instant at(long nanoTime, long now) {
    long millis = System.currentTimeMillis() + Duration.ofNanos(nanoTime - now).toMillis();
    return Instant.ofEpochSecond((millis + 999) / 1000);
  }

  /** What of {@code download} is written, in flight and waiting. */
  public Load.Chunks chunks(Download download) {
    long now = System.nanoTime();
    DownloadKey key = download.key();
    List<Load.Attempt> inFlight =
        flights.all().stream()
            .filter(flight -> flight.chunk().download().equals(key))
            .map(Traffic::attempt)
            .sorted(Comparator.comparingLong(Load.Attempt::first))
            .toList();
    List<Load.Pending> waiting =
        queue.waiting(key).stream()
            .map(chunk -> pending(chunk, download.trouble(), now))
            .sorted(Comparator.comparingLong(Load.Pending::first))
            .toList();
    PartFile part = download.part();
    return new Load.Chunks(
        flights.written(download), part == null ? 0 : part.hash().position(), inFlight, waiting);
  }

  private static Load.Attempt attempt(Flight flight) {
    return new Load.Attempt(
        flight.chunk().range().first(),
        flight.position(),
        last(flight.dutyEnd()),
        flight.isAnswered() ? flight.speed() : 0,
        flight.chunk().attempt() + flight.chunk().slowCuts(),
        flight.isAnswered() ? flight.download().location().address() : null);
  }

  private static Load.Pending pending(Chunk chunk, @Nullable String trouble, long now) {
    boolean held = chunk.notBefore() - now > 0;
    Delay delay =
        held
            ? new Delay(trouble == null ? "tries again" : trouble, at(chunk.notBefore(), now))
            : null;
    ByteRange range = chunk.range();
    return new Load.Pending(
        range.first(), last(range.end()), chunk.attempt() + chunk.slowCuts(), delay);
  }

  /** A stream whose end nobody knows has a range without one. */
  private static @Nullable Long last(long end) {
    return end > Long.MAX_VALUE / 2 ? null : Long.valueOf(end - 1);
  }
}
