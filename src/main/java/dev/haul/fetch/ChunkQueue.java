package dev.haul.fetch;

import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.OpenDownloads;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * The queue behind {@code seda:haul-chunks}: it knows who may go now.
 *
 * <p>It hands out the next chunk whose time has come, by priority, then to the download with the
 * fewest connections, then in turn; within a download the lowest offset first. A host that is full
 * or held back delays only the chunks that would go to it. Adding never blocks and never fails;
 * chunks of closed downloads are dropped. With each chunk goes a completion that frees its place
 * and, if no tally came of it, queues the chunk again: no chunk can vanish.
 */
public final class ChunkQueue extends AbstractQueue<Exchange> implements BlockingQueue<Exchange> {

  /** Exchange property of the chunk in hand. */
  public static final String CHUNK = "chunk";

  /** Exchange property of the {@link Place} that the chunk holds. */
  public static final String PLACE = "place";

  /** Exchange property of the flight, set by the route's first step. */
  public static final String FLIGHT = "flight";

  /** A consumer that waits looks up this often, whatever SEDA's poll time-out. */
  private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long CLOSED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long AFTER_A_FAULT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OpenDownloads downloads;
  private final Flights flights;
  private final ConnectionDemand demand;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition available = lock.newCondition();
  private final Set<Thread> consumers = ConcurrentHashMap.newKeySet();
  // All below guarded by lock.
  private final Map<DownloadKey, Lane> lanes = new LinkedHashMap<>();
  private long turn;
  private boolean closed;
  private @Nullable CamelContext camel;

  /**
   * @param demand how many connections a download may use now
   */
  public ChunkQueue(OpenDownloads downloads, Flights flights, ConnectionDemand demand) {
    this.downloads = downloads;
    this.flights = flights;
    this.demand = demand;
    flights.hosts().onRoom(this::lookAgain);
  }

  /** A host may have room for one more, or a download may go on. */
  void lookAgain() {
    lock.lock();
    try {
      wakeOne();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a consumer unless there is nothing to find: a wake-up costs more than to look first. */
  private void wakeOne() {
    for (Lane lane : lanes.values()) {
      if (lane.hasWaiting()) {
        available.signal();
        return;
      }
    }
  }

  @Override
  public boolean offer(Exchange exchange) {
    return offer(exchange.getMessage().getBody(Chunk.class), exchange.getContext());
  }

  private boolean offer(Chunk chunk, CamelContext context) {
    Download download = downloads.find(chunk.download());
    if (download == null || download.isSettled()) {
      return true;
    }
    boolean heldBack;
    lock.lock();
    try {
      if (closed) {
        return true;
      }
      Lane lane = lanes.get(chunk.download());
      if (lane == null) {
        forgetEnded();
        lane =
            new Lane(
                chunk.download(),
                download::priority,
                () -> download.isHeld() ? 0 : demand.connections(download),
                () -> demand.reviewAt(download),
                () -> flights.hosts().of(download.url()),
                () -> demand.longestRequest(download),
                () -> download.meter().planned(-1));
        lanes.put(chunk.download(), lane);
      }
      camel = context;
      long now = System.nanoTime();
      lane.add(chunk, now);
      heldBack = lane.isHeldBack(now);
      available.signal();
    } finally {
      lock.unlock();
    }
    if (heldBack) {
      downloads.admit();
    }
    return true;
  }

  @Override
  public @Nullable Exchange poll(long timeout, TimeUnit unit) throws InterruptedException {
    consumers.add(Thread.currentThread());
    long deadline = System.nanoTime() + Math.max(unit.toNanos(timeout), LOOK_UP_NANOS);
    lock.lockInterruptibly();
    try {
      while (!closed) {
        long now = System.nanoTime();
        Lane lane = next(now);
        if (lane != null) {
          Exchange exchange = handOut(lane);
          // One signal may stand for several chunks: whoever takes one passes it on.
          wakeOne();
          return exchange;
        }
        long wait = Math.min(deadline, nextDue(now, deadline)) - now;
        if (deadline - now <= 0) {
          return null;
        }
        available.awaitNanos(Math.max(1, wait));
      }
    } finally {
      lock.unlock();
    }
    // SEDA's consumers ask again until they are stopped.
    TimeUnit.NANOSECONDS.sleep(Math.min(unit.toNanos(timeout), CLOSED_NANOS));
    return null;
  }

  private @Nullable Lane next(long now) {
    Lane best = null;
    for (Iterator<Lane> i = lanes.values().iterator(); i.hasNext(); ) {
      Lane lane = i.next();
      if (lane.isEmpty()) {
        i.remove();
      } else if (lane.isRunnable(now) && (best == null || goesBefore(lane, best))) {
        best = lane;
      }
    }
    return best;
  }

  private static boolean goesBefore(Lane lane, Lane other) {
    if (lane.priority() != other.priority()) {
      return lane.priority() < other.priority();
    }
    return lane.inFlight() != other.inFlight()
        ? lane.inFlight() < other.inFlight()
        : lane.served() < other.served();
  }

  private long nextDue(long now, long latest) {
    long next = latest;
    for (Lane lane : lanes.values()) {
      Long due = lane.nextDue(now);
      next = due != null && due - next < 0 ? due : next;
    }
    return next;
  }

  /** A fresh exchange, so that nothing of the host's or of an earlier attempt travels along. */
  private Exchange handOut(Lane lane) {
    Chunk chunk = lane.take(++turn);
    Place place = new Place(lane, lane.host());
    place.host.take();
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(chunk);
    exchange.setProperty(CHUNK, chunk);
    exchange.setProperty(PLACE, place);
    // Ranges are over the bytes as they are: camel-http must not decode them (RFC 9110 §14.1.2).
    exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, true);
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                handBack(place, chunk, done);
              }

              @Override
              public boolean allowHandover() {
                return false;
              }
            });
    return exchange;
  }

  /** What a chunk holds while it is handed out: one of the connections of its lane and its host. */
  public static final class Place {
    private final Lane lane;
    private final Host host;
    // Guarded by the queue's lock.
    private boolean left;

    private Place(Lane lane, Host host) {
      this.lane = lane;
      this.host = host;
    }
  }

  /**
   * Frees the place of a chunk, at the latest when it is handed back; before that when it is going
   * to wait for something that others need places for.
   */
  public void leave(Place place) {
    boolean heldBack;
    lock.lock();
    try {
      if (place.left) {
        return;
      }
      place.left = true;
      long now = System.nanoTime();
      place.lane.landed(now);
      place.host.free();
      heldBack = place.lane.isHeldBack(now);
      wakeOne();
    } finally {
      lock.unlock();
    }
    if (heldBack) {
      downloads.admit();
    }
  }

  /**
   * The consumer is done with a chunk: its place is free. If the route left the chunk without a
   * tally or failed on the way to queue its rest, all of it comes back; overlap is harmless.
   */
  private void handBack(Place place, Chunk chunk, Exchange done) {
    leave(place);
    Flight flight = done.getProperty(FLIGHT, Flight.class);
    if (flight == null || !flight.isLanded() || done.getException() != null) {
      flights.drop(flight);
      long later = System.nanoTime() + AFTER_A_FAULT_NANOS;
      offer(
          chunk.with(chunk.range(), chunk.attempt() + 1, chunk.slowCuts(), later),
          done.getContext());
    }
  }

  /**
   * Whose connections may be given to each download that could use one and has had none since
   * {@code moment}: anyone's, or those to its host if that bears no more.
   */
  List<Predicate<Flight>> starvesSince(long moment) {
    long now = System.nanoTime();
    lock.lock();
    try {
      wakeAll(now);
      return lanes.values().stream()
          .filter(lane -> lane.hasStarvedSince(moment, now))
          .map(Lane::host)
          .map(host -> host.hasRoom(now) ? anyone() : to(host))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private static Predicate<Flight> anyone() {
    return flight -> true;
  }

  private static Predicate<Flight> to(Host host) {
    return flight -> flight.host() == host;
  }

  /** While every consumer is busy nobody polls, and time passes all the same. */
  private void wakeAll(long now) {
    lanes.values().forEach(lane -> lane.wake(now));
  }

  /** Whether a consumer would find more of this download to do. */
  boolean hasWaiting(DownloadKey download) {
    lock.lock();
    try {
      Lane lane = lanes.get(download);
      return lane != null && lane.hasWaiting();
    } finally {
      lock.unlock();
    }
  }

  /**
   * One download's waiting chunks, as they were a moment ago.
   *
   * @param ready those whose time has come
   * @param due {@link System#nanoTime} at which the first of the others may go, or null
   */
  record LaneState(DownloadKey download, int inFlight, int ready, @Nullable Long due, Host host) {}

  /** All downloads that have chunks here or in flight. */
  List<LaneState> lanes() {
    long now = System.nanoTime();
    lock.lock();
    try {
      return lanes.values().stream().map(lane -> lane.state(now)).toList();
    } finally {
      lock.unlock();
    }
  }

  /** The waiting chunks of a download. */
  List<Chunk> waiting(DownloadKey download) {
    lock.lock();
    try {
      Lane lane = lanes.get(download);
      return lane == null ? List.of() : lane.waiting();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Number of downloads that can only wait: for a point in time, or until they are released, with
   * or without chunks here.
   */
  public int heldBack() {
    List<DownloadKey> held = downloads.held();
    long now = System.nanoTime();
    lock.lock();
    try {
      wakeAll(now);
      long waiting =
          lanes.values().stream()
              .filter(lane -> lane.isHeldBack(now))
              .filter(lane -> !isOver(lane))
              .count();
      return (int) (waiting + held.stream().filter(key -> !isBusy(lanes.get(key))).count());
    } finally {
      lock.unlock();
    }
  }

  private static boolean isBusy(@Nullable Lane lane) {
    return lane != null && !lane.isEmpty();
  }

  /** Number of waiting chunks by what they wait for. */
  public Map<Waiting, Integer> depth() {
    Map<Waiting, Integer> depth = new EnumMap<>(Waiting.class);
    long now = System.nanoTime();
    lock.lock();
    try {
      forgetEnded();
      lanes.values().forEach(lane -> lane.count(depth, now));
    } finally {
      lock.unlock();
    }
    return depth;
  }

  /** Number of threads that take chunks: one that ended by an {@code Error} never comes back. */
  public int consumers() {
    consumers.removeIf(thread -> !thread.isAlive());
    return consumers.size();
  }

  /** Drops what is held back for downloads that ended or began anew. Callers hold the lock. */
  private void forgetEnded() {
    lanes.values().removeIf(lane -> lane.inFlight() == 0 && isOver(lane));
  }

  private boolean isOver(Lane lane) {
    return downloads.find(lane.download) == null;
  }

  /** Drops everything and hands out nothing any more; consumers that wait return at once. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      lanes.clear();
      available.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int size() {
    lock.lock();
    try {
      forgetEnded();
      return lanes.values().stream().mapToInt(Lane::size).sum();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean offer(Exchange exchange, long timeout, TimeUnit unit) {
    return offer(exchange);
  }

  @Override
  public void put(Exchange exchange) {
    offer(exchange);
  }

  @Override
  public @Nullable Exchange poll() {
    lock.lock();
    try {
      Lane lane = closed ? null : next(System.nanoTime());
      return lane == null ? null : handOut(lane);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Exchange take() throws InterruptedException {
    Exchange exchange = null;
    while (exchange == null) {
      exchange = poll(1, TimeUnit.SECONDS);
    }
    return exchange;
  }

  @Override
  public @Nullable Exchange peek() {
    return null;
  }

  @Override
  public int remainingCapacity() {
    return Integer.MAX_VALUE;
  }

  /** Nobody may look at waiting chunks from outside. */
  @Override
  public Iterator<Exchange> iterator() {
    return Collections.emptyIterator();
  }

  @Override
  public int drainTo(Collection<? super Exchange> sink) {
    return 0;
  }

  @Override
  public int drainTo(Collection<? super Exchange> sink, int most) {
    return 0;
  }
}
