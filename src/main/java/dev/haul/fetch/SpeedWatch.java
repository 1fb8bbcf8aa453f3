package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.Download;
import dev.haul.download.Retryable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every connection a few times a second and cuts those that are too slow or stuck, from
 * outside: a blocked read cannot guard itself.
 *
 * <p>Called by one timer thread only.
 */
public final class SpeedWatch {

  /** A connection that is younger only begins: its speed says nothing yet. */
  private static final long TELLING_NANOS = Duration.ofMillis(500).toNanos();

  private final Flights flights;
  private final SpeedFloor floor;
  private final StallRule stall;
  private final Map<Long, Deque<Sample>> tracks = new HashMap<>();

  private record Sample(long at, long position) {}

  public SpeedWatch(Flights flights, SpeedFloor floor, StallRule stall) {
    this.flights = flights;
    this.floor = floor;
    this.stall = stall;
  }

  /** Also ends what nobody waits for any more: the download is settled or began anew. */
  public void watch() {
    long now = System.nanoTime();
    Collection<Flight> aloft = List.copyOf(flights.all());
    aloft.stream().map(Flight::download).distinct().forEach(download -> download.meter().tick(now));
    tracks.keySet().removeIf(id -> flights.find(id) == null);
    Map<Flight, Long> speeds = new HashMap<>();
    for (Flight flight : aloft) {
      if (!isWanted(flight)) {
        flight.abort(new Retryable.Superseded());
      } else if (flight.answeredAt() == 0) {
        judgeWait(flight, now - flight.startedAt());
      } else if (flight.answer() instanceof Answer.Body) {
        judgeSilence(flight, now - flight.movedAt());
        Long speed = speedOf(flight, now);
        if (speed != null) {
          speeds.put(flight, speed);
        }
      }
    }
    speeds.forEach((flight, speed) -> judge(flight, speed, speeds));
  }

  private static boolean isWanted(Flight flight) {
    Download download = flight.download();
    return !download.isSettled() && download.key().equals(flight.chunk().download());
  }

  private void judgeWait(Flight flight, long waited) {
    long ofDownload = flight.download().meter().firstByteNanos();
    long ofHost = flights.usualWait(flight.url().origin());
    if (stall.isOverdue(waited, ofDownload, ofHost, flight.chunk().slowCuts())) {
      flight.abort(new Retryable.NoAnswer(Duration.ofNanos(waited)));
    } else if (stall.isEndless(waited)) {
      flight.abort(new Retryable.Stalled(Duration.ofNanos(waited)));
    }
  }

  /** A stream is spared: to cut it costs all that came. */
  private void judgeSilence(Flight flight, long silent) {
    boolean complete = flight.room() == 0;
    if (stall.isStuck(silent, complete) && (complete || !flight.isStream())) {
      flight.abort(new Retryable.Stalled(Duration.ofNanos(silent)));
    }
  }

  /** Speed over the last grace period, or null for a younger connection. */
  private @Nullable Long speedOf(Flight flight, long now) {
    Deque<Sample> track = tracks.computeIfAbsent(flight.id(), id -> new ArrayDeque<>());
    if (track.isEmpty()) {
      track.add(new Sample(flight.answeredAt(), flight.chunk().range().first()));
    }
    track.addLast(new Sample(now, flight.position()));
    long begin = now - floor.grace().toNanos();
    while (track.size() > 2 && secondOf(track).at() - begin <= 0) {
      track.removeFirst();
    }
    Sample first = track.getFirst();
    long speed = (long) ((flight.position() - first.position()) * 1e9 / (now - first.at()));
    if (now - flight.answeredAt() > TELLING_NANOS) {
      flight.measured(speed);
    }
    return first.at() - begin > 0 ? null : speed;
  }

  private static Sample secondOf(Deque<Sample> track) {
    var samples = track.iterator();
    samples.next();
    return samples.next();
  }

  private void judge(Flight flight, long speed, Map<Flight, Long> speeds) {
    boolean nothingGained = flight.isStream();
    if (!nothingGained
        && floor.isTooSlow(speed, siblings(flight, speeds), flight.chunk().slowCuts())) {
      flight.abort(new Retryable.TooSlow(speed, floor.floor()));
    }
  }

  /**
   * Mean speed of the other connections of the download, of the last half minute; else its host's.
   */
  private static long siblings(Flight flight, Map<Flight, Long> speeds) {
    Download download = flight.download();
    long finished = download.meter().bytesPerSecondOfAttempts();
    double mean =
        speeds.entrySet().stream()
            .filter(other -> other.getKey() != flight && other.getKey().download() == download)
            .mapToLong(Map.Entry::getValue)
            .average()
            .orElse(0);
    if (finished > 0 || mean > 0) {
      return Math.max(finished, (long) mean);
    }
    return (long)
        speeds.entrySet().stream()
            .filter(other -> other.getKey().download() != download)
            .filter(other -> Objects.equals(other.getKey().url().origin(), flight.url().origin()))
            .mapToLong(Map.Entry::getValue)
            .average()
            .orElse(0);
  }
}
