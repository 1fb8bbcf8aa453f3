package dev.haul.download;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The downloads that are open: who may open, who owns which name, and when one is closed. */
public final class OpenDownloads implements Admission {

  /**
   * @param root the downloads folder
   * @param active most downloads that run at once; one that only waits for its server is not
   *     counted
   * @param open most downloads open at once, counting those too
   * @param patience how long a download may fail without any progress
   */
  public record Settings(Path root, int active, int open, Duration patience) {}

  /** Of the digest that tells downloads apart. */
  private static final int ID_DIGITS = 16;

  private final Settings settings;
  private final IntSupplier heldBack;
  private final Gate gate = new Gate(this::openIfFree, this::priorityOf);
  private final AtomicLong generations = new AtomicLong();
  private volatile Entrance entrance = request -> {};
  private volatile ToIntFunction<DownloadRequest> rank = DownloadRequest::priority;
  private volatile Onlooker onlooker = Onlooker.NOBODY;
  private volatile BiConsumer<DownloadRequest, Receipt> onReceipt = (request, receipt) -> {};

  /** By id. Changed under this alone; read without, as every step of every chunk looks here. */
  private final Map<String, Download> open = new ConcurrentHashMap<>();

  /** Final paths that open downloads are going to use. Guarded by this. */
  private final Map<Path, Claim> claims = new HashMap<>();

  /** The names of each download: closing one is not to walk those of all. Guarded by this. */
  private final Map<String, List<Path>> names = new HashMap<>();

  /** Says of each request that arrives whether it is still wanted. */
  public interface Entrance {

    /**
     * @throws DownloadFailure when it is not to be opened
     */
    void admit(DownloadRequest request) throws DownloadFailure;
  }

  private record Claim(String id, CompletableFuture<Void> released) {}

  /**
   * @param heldBack number of open downloads that have nothing to do but wait
   */
  public OpenDownloads(Settings settings, IntSupplier heldBack) {
    this.settings = settings;
    this.heldBack = heldBack;
  }

  /** Has one more told what happens; before the first download is opened. */
  public void watchedBy(Onlooker watcher) {
    onlooker = onlooker == Onlooker.NOBODY ? watcher : new Onlookers(onlooker, watcher);
  }

  /** Who is told what happens. */
  public Onlooker onlooker() {
    return onlooker;
  }

  /** Number of requests that wait to be opened. */
  public int waiting() {
    return gate.waiting();
  }

  /** Opens a download as soon as there is room for it; until then nothing of it exists. */
  public CompletionStage<Download> open(DownloadRequest request) {
    try {
      entrance.admit(request);
    } catch (DownloadFailure unwanted) {
      return CompletableFuture.failedFuture(unwanted);
    }
    return gate.enter(request);
  }

  @Override
  public void awaitTurn() throws Retryable.Stopping {
    gate.awaitTurn();
  }

  /** Looks again whether a waiting request may be opened; called when a download begins to wait. */
  public void admit() {
    gate.admit();
  }

  private @Nullable Download openIfFree(DownloadRequest request) {
    // Looks at all that wait, so not while there is room anyhow; only the gate opens.
    int waiting = open.size() < settings.active() ? 0 : heldBack.getAsInt();
    synchronized (this) {
      if (open.size() - waiting >= settings.active() || open.size() >= settings.open()) {
        return null;
      }
      String id = idOf(request);
      Path folder = folderOf(request);
      Path named = request.name() == null ? null : folder.resolve(request.name());
      Download same = open.get(id);
      if (same != null && request.id() != null && !same.request().urls().equals(request.urls())) {
        throw new IllegalArgumentException("id \"" + id + "\" is in use for another URL");
      }
      if (same != null || (named != null && claims.containsKey(named))) {
        return null;
      }
      Download download = new Download(nextKey(id), request, folder, onlooker);
      open.put(id, download);
      return download;
    }
  }

  private Path folderOf(DownloadRequest request) {
    if (request.dir() == null) {
      return settings.root();
    }
    Path folder = settings.root().resolve(request.dir()).normalize();
    if (!folder.startsWith(settings.root().normalize())) {
      throw new IllegalArgumentException(
          "\"" + request.dir() + "\" leads out of the downloads folder");
    }
    return folder;
  }

  private DownloadKey nextKey(String id) {
    return new DownloadKey(id, generations.incrementAndGet());
  }

  /**
   * The id of a request: its own, or one that the same request always gets, so that it finds its
   * part file and receipt again.
   */
  public static String idOf(DownloadRequest request) {
    if (request.id() != null && request.id().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      return request.id();
    }
    String identity =
        String.join(
            "\n",
            Objects.toString(request.id(), ""),
            String.join("\t", request.urls()),
            Objects.toString(request.dir(), ""),
            Objects.toString(request.name(), ""));
    return Sha256.hex(identity).substring(0, ID_DIGITS);
  }

  /** The download of that key, or null when it is closed or has another generation now. */
  public @Nullable Download find(DownloadKey key) {
    Download download = open.get(key.id());
    return download != null && download.key().equals(key) ? download : null;
  }

  /** The open download of that id, or null. */
  public @Nullable Download byId(String id) {
    return open.get(id);
  }

  /**
   * Sends away a request that waits to be opened.
   *
   * @param id of the download it would become
   */
  public void dismiss(String id, DownloadFailure why) {
    gate.dismiss(request -> idOf(request).equals(id), why);
  }

  /** Has {@code listener} told of every receipt, before its download is forgotten. */
  public void onReceipt(BiConsumer<DownloadRequest, Receipt> listener) {
    onReceipt = listener;
  }

  /** Has {@code guard} asked before a request waits. */
  public void entrance(Entrance guard) {
    entrance = guard;
  }

  /** Has waiting requests opened by {@code ranking}, the lower the earlier. */
  public void rank(ToIntFunction<DownloadRequest> ranking) {
    rank = ranking;
  }

  private int priorityOf(DownloadRequest request) {
    return rank.applyAsInt(request);
  }

  /** A request that was never opened got its receipt all the same. */
  public void answered(DownloadRequest request, Receipt receipt) {
    onReceipt.accept(request, receipt);
  }

  /**
   * Claims a final path for a download.
   *
   * @throws Retryable.TargetTaken when another open download has it
   */
  public synchronized void claim(Path target, Download download) throws Retryable.TargetTaken {
    Claim claim = claims.get(target);
    if (claim == null) {
      claims.put(target, new Claim(download.id(), new CompletableFuture<>()));
      names.computeIfAbsent(download.id(), id -> new ArrayList<>(2)).add(target);
    } else if (!claim.id().equals(download.id())) {
      throw new Retryable.TargetTaken(target);
    }
  }

  public synchronized boolean isClaimed(Path target) {
    return claims.containsKey(target);
  }

  /** Completes when nobody claims {@code target} any more. */
  public synchronized CompletionStage<Void> whenReleased(Path target) {
    Claim claim = claims.get(target);
    return claim == null ? CompletableFuture.completedFuture(null) : claim.released();
  }

  /** Adds up what an attempt wrote. */
  public Coverage tally(Tally tally) {
    Download download = open.get(tally.download().id());
    return download == null
        ? new Coverage(tally.download(), RangeSet.EMPTY, true)
        : download.tally(tally, System.nanoTime(), settings.patience());
  }

  /** The download that {@code coverage} completes, or null when it was settled before. */
  public @Nullable Download settle(Coverage coverage) {
    Download download = find(coverage.download());
    return download != null && download.settle(coverage.download()) ? download : null;
  }

  /**
   * Begins a download anew, from zero, in a new generation.
   *
   * @return its new key, or null when it is closed or another restart was first
   */
  public @Nullable DownloadKey restart(DownloadKey generation) {
    return next(generation, PartFile::forget);
  }

  /**
   * Begins a download anew, in a new generation, whose bytes its journal claims stay.
   *
   * @return its new key, or null when it is closed or another restart was first
   */
  public @Nullable DownloadKey restartKeeping(DownloadKey generation) {
    return next(generation, PartFile::abandon);
  }

  private @Nullable DownloadKey next(DownloadKey generation, Consumer<PartFile> end) {
    DownloadKey next;
    PartFile old;
    Download download;
    List<Claim> released;
    synchronized (this) {
      download = open.get(generation.id());
      if (download == null || !download.key().equals(generation) || download.failure() != null) {
        return null;
      }
      next = nextKey(generation.id());
      old = download.restart(next);
      released = releasedBy(download);
    }
    released.forEach(OpenDownloads::letOn);
    if (old != null) {
      end.accept(old);
    }
    onlooker.beganAnew(download);
    return next;
  }

  /** Forgets the download, hands out its receipt, and lets others in. */
  public void close(Download download, Receipt receipt) {
    onReceipt.accept(download.request(), receipt);
    forget(download);
    onlooker.closed(download, receipt);
    download.receipt().complete(receipt);
    gate.admit();
  }

  private void forget(Download download) {
    List<Claim> released;
    synchronized (this) {
      open.remove(download.id(), download);
      released = releasedBy(download);
    }
    released.forEach(OpenDownloads::letOn);
  }

  /** Frees the names a download claimed. Callers hold the lock. */
  private List<Claim> releasedBy(Download download) {
    List<Path> mine = Objects.requireNonNullElse(names.remove(download.id()), List.of());
    return mine.stream().map(name -> Objects.requireNonNull(claims.remove(name))).toList();
  }

  /** A thread only for who waits, which is nobody for most names. */
  private static void letOn(Claim claim) {
    if (claim.released().getNumberOfDependents() > 0) {
      claim.released().completeAsync(() -> null);
    } else {
      claim.released().complete(null);
    }
  }

  /**
   * Ends downloads without an outcome: their sources get {@code why} and keep the job.
   *
   * @param interrupt ends all attempts of one
   */
  public void interrupt(
      Predicate<DownloadRequest> whose, Retryable.Stopping why, Consumer<Download> interrupt) {
    gate.sendAway(whose, why);
    for (Download download : all()) {
      if (whose.test(download.request())) {
        forget(download);
        download.settle(download.key());
        interrupt.accept(download);
        download.discardHandles();
        download.receipt().completeExceptionally(why);
      }
    }
    gate.admit();
  }

  /** In the order in which they were opened. */
  public List<Download> all() {
    return open.values().stream().sorted(Comparator.comparing(Download::startedAt)).toList();
  }

  /** Those that something keeps from going on. */
  public List<DownloadKey> held() {
    return open.values().stream().filter(Download::isHeld).map(Download::key).toList();
  }

  /** Sends everybody away: waiting requests and parked sources get {@link Retryable.Stopping}. */
  public void stop() {
    gate.close();
    List<Download> interrupted;
    List<Claim> abandoned;
    synchronized (this) {
      interrupted = all();
      open.clear();
      abandoned = List.copyOf(claims.values());
      claims.clear();
      names.clear();
    }
    // As if released: who waits for a name goes on to the queue, which is closed.
    abandoned.forEach(claim -> claim.released().complete(null));
    for (Download download : interrupted) {
      download.settle(download.key());
      download.discardHandles();
      download.receipt().completeExceptionally(new Retryable.Stopping());
    }
  }
}
