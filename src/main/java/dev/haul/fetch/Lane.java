package dev.haul.fetch;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.DownloadKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The waiting chunks of one generation of a download. Guarded by the {@link ChunkQueue} that owns
 * it.
 */
final class Lane {

  private static final Comparator<Chunk> LOWEST_OFFSET =
      Comparator.comparingLong(chunk -> chunk.range().first());
  private static final Comparator<Chunk> SOONEST =
      (a, b) -> Long.signum(a.notBefore() - b.notBefore());

  final DownloadKey download;
  private final IntSupplier priority;
  private final IntSupplier connections;
  private final LongSupplier reviewAt;
  private final Supplier<Host> host;
  private final LongSupplier longest;
  private final Runnable onJoined;

  private final PriorityQueue<Chunk> ready = new PriorityQueue<>(LOWEST_OFFSET);
  private final PriorityQueue<Chunk> held = new PriorityQueue<>(SOONEST);
  private int inFlight;
  private long served;
  private long idleSince;

  /**
   * @param connections how many it may have now; 0 while it is held
   * @param reviewAt {@link System#nanoTime} at which that may change by itself
   * @param host where its next request would go
   * @param longest most bytes up to which chunks are joined to one; 0 when they stay as they are
   * @param onJoined told for each chunk that became part of another one
   */
  Lane(
      DownloadKey download,
      IntSupplier priority,
      IntSupplier connections,
      LongSupplier reviewAt,
      Supplier<Host> host,
      LongSupplier longest,
      Runnable onJoined) {
    this.download = download;
    this.priority = priority;
    this.connections = connections;
    this.reviewAt = reviewAt;
    this.host = host;
    this.longest = longest;
    this.onJoined = onJoined;
  }

  /** 0 (first) to 9 (last), as of now. */
  int priority() {
    return priority.getAsInt();
  }

  /** Where its next request would go. */
  Host host() {
    return host.get();
  }

  void add(Chunk chunk, long now) {
    if (chunk.notBefore() - now > 0) {
      held.add(chunk);
    } else {
      makeReady(chunk, now);
    }
  }

  private void makeReady(Chunk chunk, long now) {
    if (ready.isEmpty() && inFlight == 0) {
      idleSince = now;
    }
    ready.add(chunk);
  }

  /** Makes chunks ready whose time has come. */
  void wake(long now) {
    while (!held.isEmpty() && held.peek().notBefore() - now <= 0) {
      makeReady(held.remove(), now);
    }
  }

  /** Whether a chunk of this lane may run now. */
  boolean isRunnable(long now) {
    wake(now);
    return !ready.isEmpty() && inFlight < connections.getAsInt() && host().hasRoom(now);
  }

  /** Hands out the runnable chunk of the lowest offset, and with it what is to be joined to it. */
  Chunk take(long turn) {
    Chunk chunk = ready.remove();
    long most = inFlight == 0 ? longest.getAsLong() : 0;
    inFlight++;
    served = turn;
    while (!ready.isEmpty() && joins(chunk, ready.peek(), most)) {
      long length = chunk.range().length() + ready.remove().range().length();
      chunk = Chunk.of(chunk.download(), ByteRange.of(chunk.range().first(), length));
      onJoined.run();
    }
    return chunk;
  }

  private static boolean joins(Chunk chunk, Chunk next, long most) {
    return chunk.isFresh()
        && next.isFresh()
        && chunk.range().end() == next.range().first()
        && !next.range().isOpen()
        && chunk.range().length() + next.range().length() <= most;
  }

  void landed(long now) {
    inFlight--;
    if (inFlight == 0) {
      idleSince = now;
    }
  }

  int inFlight() {
    return inFlight;
  }

  /** The turn in which this lane was served last. */
  long served() {
    return served;
  }

  /** {@link System#nanoTime} at which a waiting chunk may run by itself, or null if none may. */
  @Nullable Long nextDue(long now) {
    Long due = held.isEmpty() ? null : held.peek().notBefore();
    if (!ready.isEmpty()) {
      due = sooner(due, reviewAt.getAsLong(), now);
      due = sooner(due, host().reviewAt(now), now);
    }
    return due;
  }

  private static @Nullable Long sooner(@Nullable Long due, long other, long now) {
    return other - now > 0 && (due == null || other - due < 0) ? Long.valueOf(other) : due;
  }

  /** Whether all this lane can do is wait for a point in time, or until it is released. */
  boolean isHeldBack(long now) {
    boolean waits = !ready.isEmpty() || !held.isEmpty();
    return inFlight == 0
        && waits
        && (ready.isEmpty() || connections.getAsInt() == 0 || host().isHeldBack(now));
  }

  /** Whether chunks have waited for a first connection since before {@code moment}. */
  boolean hasStarvedSince(long moment, long now) {
    return inFlight == 0
        && !ready.isEmpty()
        && idleSince - moment <= 0
        && connections.getAsInt() > 0
        && !host().isHeldBack(now);
  }

  ChunkQueue.LaneState state(long now) {
    wake(now);
    Long due = held.isEmpty() ? null : held.peek().notBefore();
    return new ChunkQueue.LaneState(download, inFlight, ready.size(), due, host());
  }

  List<Chunk> waiting() {
    List<Chunk> all = new ArrayList<>(ready);
    all.addAll(held);
    return all;
  }

  boolean hasWaiting() {
    return !ready.isEmpty() || !held.isEmpty();
  }

  boolean isEmpty() {
    return inFlight == 0 && ready.isEmpty() && held.isEmpty();
  }

  int size() {
    return ready.size() + held.size();
  }

  /** Adds its waiting chunks to {@code depth}, each under what it waits for first. */
  void count(Map<Waiting, Integer> depth, long now) {
    wake(now);
    depth.merge(Waiting.LATER, held.size(), Integer::sum);
    depth.merge(readyFor(now), ready.size(), Integer::sum);
  }

  private Waiting readyFor(long now) {
    int allowed = connections.getAsInt();
    if (allowed == 0) {
      return Waiting.HELD;
    }
    if (host().isHeldBack(now)) {
      return Waiting.HOST_ASKED;
    }
    if (inFlight >= allowed) {
      return Waiting.ENOUGH;
    }
    return host().hasRoom(now) ? Waiting.READY : Waiting.HOST_FULL;
  }
}
