package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.Retryable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sees to it that every download gets a connection, and that no connection idles at the end. */
public final class Sharing {

  /**
   * @param giveWayAfter how long a download may be without any connection
   * @param consumers how many connections there are
   * @param smallest no piece smaller than this is taken from a connection, in bytes
   */
  public record Settings(Duration giveWayAfter, int consumers, long smallest) {}

  /** Shorter tails end before a new connection brings its first byte. */
  private static final double WORTH_SECONDS = 0.5;

  private final Settings settings;
  private final Flights flights;
  private final ChunkQueue queue;
  private final ConnectionDemand demand;

  public Sharing(Settings settings, Flights flights, ChunkQueue queue, ConnectionDemand demand) {
    this.settings = settings;
    this.flights = flights;
    this.queue = queue;
    this.demand = demand;
  }

  /**
   * When a download has had no connection for a while, the one with most gives up its
   * longest-running chunk; the prefix is kept.
   */
  public void giveWay() {
    Predicate<Flight> helps =
        queue.starvesSince(System.nanoTime() - settings.giveWayAfter().toNanos());
    if (helps == null) {
      return;
    }
    Map<Download, List<Flight>> byDownload =
        flights.all().stream()
            .filter(flight -> !flight.isStream())
            .filter(helps)
            .collect(Collectors.groupingBy(Flight::download));
    byDownload.values().stream()
        .filter(held -> held.size() > 1)
        .max(Comparator.comparingInt(List::size))
        .flatMap(held -> held.stream().min(Comparator.comparingLong(Flight::startedAt)))
        .ifPresent(flight -> flight.abort(new Retryable.GaveWay()));
  }

  /**
   * Takes the second half of the largest remainder in flight for connections that have nothing to
   * do.
   *
   * @return the chunks to queue
   */
  public List<Chunk> stealTail() {
    List<Chunk> stolen = new ArrayList<>();
    Collection<Flight> all = List.copyOf(flights.all());
    int idle = settings.consumers() - all.size();
    Map<Download, List<Flight>> byDownload =
        all.stream().collect(Collectors.groupingBy(Flight::download));
    for (Map.Entry<Download, List<Flight>> entry : byDownload.entrySet()) {
      Download download = entry.getKey();
      boolean begun = download.part() != null;
      boolean tail = begun && download.unplanned() == 0 && !queue.hasWaiting(download.key());
      int spare = Math.min(idle, demand.connections(download) - entry.getValue().size());
      spare = Math.min(spare, flights.hosts().of(download.url()).room(System.nanoTime()));
      for (int i = 0; tail && i < spare; i++) {
        ByteRange half = stealFrom(entry.getValue());
        if (half == null) {
          break;
        }
        download.meter().planned(1);
        stolen.add(Chunk.of(download.key(), half));
        idle--;
      }
    }
    return stolen;
  }

  private @Nullable ByteRange stealFrom(List<Flight> victims) {
    return victims.stream()
        .filter(flight -> flight.answeredAt() != 0 && !flight.isStream())
        .filter(flight -> flight.answer() instanceof Answer.Body)
        .filter(flight -> remainder(flight) >= 2 * settings.smallest())
        .filter(flight -> secondsLeft(flight) > WORTH_SECONDS)
        .max(Comparator.comparingLong(Sharing::remainder))
        .map(flight -> flight.stopBefore(flight.position() + remainder(flight) / 2))
        .orElse(null);
  }

  private static long remainder(Flight flight) {
    return flight.dutyEnd() - flight.position();
  }

  private static double secondsLeft(Flight flight) {
    double seconds = (System.nanoTime() - flight.answeredAt()) / 1e9;
    return flight.bytes() == 0 ? seconds * 2 : remainder(flight) * seconds / flight.bytes();
  }
}
