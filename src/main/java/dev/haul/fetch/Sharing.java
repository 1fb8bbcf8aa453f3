package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.Meter;
import dev.haul.download.Retryable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sees to it that every download gets a connection, and that no connection idles at the end. */
public final class Sharing {

  /**
   * @param giveWayAfter how long a download may be without any connection
   * @param chance how long a connection may be nearly silent though others have nothing to do
   * @param consumers how many connections there are
   * @param smallest no piece smaller than this is taken from a connection, unless it crawls; in
   *     bytes
   */
  public record Settings(Duration giveWayAfter, Duration chance, int consumers, long smallest) {}

  private final Settings settings;
  private final Flights flights;
  private final ChunkQueue queue;
  private final ConnectionDemand demand;
  private final TailSplit split;

  public Sharing(Settings settings, Flights flights, ChunkQueue queue, ConnectionDemand demand) {
    this.settings = settings;
    this.flights = flights;
    this.queue = queue;
    this.demand = demand;
    this.split = new TailSplit(settings.smallest());
  }

  /**
   * When a download has had no connection for a while, the one with most gives up its
   * longest-running chunk; the prefix is kept.
   */
  public void giveWay() {
    queue.starvesSince(System.nanoTime() - settings.giveWayAfter().toNanos()).stream()
        .map(this::whoGivesWay)
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(flight -> flight.abort(new Retryable.GaveWay()));
  }

  private Optional<Flight> whoGivesWay(Predicate<Flight> helps) {
    Map<Download, List<Flight>> byDownload =
        flights.all().stream()
            .filter(flight -> !flight.isStream())
            .filter(helps)
            .collect(Collectors.groupingBy(Flight::download));
    return byDownload.values().stream()
        .filter(held -> held.size() > 1)
        .max(Comparator.comparingInt(List::size))
        .flatMap(held -> held.stream().min(Comparator.comparingLong(Flight::startedAt)));
  }

  /**
   * Takes from the connection that would end last what another one does sooner, as long as some
   * have nothing to do; one that is nearly silent loses all, however often it was cut before. No
   * two connections are left with the same byte.
   *
   * @return the chunks to queue
   */
  public List<Chunk> stealTail() {
    List<Chunk> stolen = new ArrayList<>();
    Collection<Flight> all = List.copyOf(flights.all());
    int idle = settings.consumers() - all.size();
    Map<DownloadKey, List<Flight>> byGeneration =
        all.stream().collect(Collectors.groupingBy(flight -> flight.chunk().download()));
    for (Map.Entry<DownloadKey, List<Flight>> entry : byGeneration.entrySet()) {
      DownloadKey key = entry.getKey();
      Download download = entry.getValue().get(0).download();
      boolean begun = download.part(key) != null;
      boolean tail = begun && download.unplanned() == 0 && !queue.hasWaiting(key);
      int free = demand.connections(download) - entry.getValue().size();
      free = Math.min(free, flights.hosts().of(download.url()).room(System.nanoTime()));
      for (int i = 0; tail && i < free; i++) {
        // When all are busy with other downloads, a long tail waits for one of them.
        double least = idle > 0 ? 0 : i == 0 ? TailSplit.LONG_SECONDS : Double.MAX_VALUE;
        ByteRange taken = stealFrom(entry.getValue(), download.meter(), least);
        if (taken == null) {
          break;
        }
        download.meter().planned(1);
        stolen.add(Chunk.of(key, taken));
        idle--;
      }
    }
    return stolen;
  }

  private @Nullable ByteRange stealFrom(List<Flight> victims, Meter meter, double least) {
    double aloft =
        victims.stream().mapToLong(Flight::speed).filter(speed -> speed > 0).average().orElse(0);
    double usual = Math.max(aloft, meter.bytesPerSecondOfAttempts());
    double wait = meter.firstByteNanos() / 1e9;
    return victims.stream()
        .filter(flight -> flight.answeredAt() != 0 && !flight.isStream())
        .filter(flight -> flight.answer() instanceof Answer.Body)
        .map(flight -> new Victim(flight, flight.speed() > 0 ? flight.speed() : usual))
        .filter(victim -> victim.speed() > 0 && victim.secondsLeft() > least)
        .sorted(Comparator.comparingDouble(Victim::secondsLeft).reversed())
        .map(victim -> takeFrom(victim, Math.max(usual, victim.speed()), wait))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private @Nullable ByteRange takeFrom(Victim victim, double other, double wait) {
    Flight flight = victim.flight();
    boolean hadItsChance = System.nanoTime() - flight.answeredAt() > settings.chance().toNanos();
    if (hadItsChance && split.isHopeless(victim.speed(), other)) {
      flight.abort(new Retryable.TooSlow((long) victim.speed(), (long) other));
      return null;
    }
    long left = victim.left();
    long take = split.take(left, victim.speed(), other, wait);
    return take == 0 ? null : flight.stopBefore(flight.position() + left - take);
  }

  /** A flight with the speed it has, or is to have while it is too young to tell. */
  private record Victim(Flight flight, double speed) {

    long left() {
      return flight.dutyEnd() - flight.position();
    }

    double secondsLeft() {
      return left() / speed;
    }
  }
}
