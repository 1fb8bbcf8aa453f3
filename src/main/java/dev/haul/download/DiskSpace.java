package dev.haul.download;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may write how much: what open downloads still have to write is reserved for them, and some of
 * each file system stays free. Part files are sparse, so the system does not know.
 *
 * <p>What does not fit is held; {@link Rations} says who goes on when there is room again. Claims
 * are guarded by this; no disk is asked under its lock.
 */
public final class DiskSpace {

  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

  private final Disk disk;
  private final KeepFree keepFree;
  private final ToLongFunction<Download> aloft;
  private volatile Runnable onWait = () -> {};

  // All below guarded by this.

  /** In the order in which they asked first. */
  private final Map<Download, DiskClaim> claims = new LinkedHashMap<>();

  private int waiting;

  /** No less than what those that do not wait have to write: most need no closer look. */
  private long promised;

  /**
   * @param aloft bytes that attempts under way for a download have written and not tallied yet
   */
  public DiskSpace(Disk disk, KeepFree keepFree, ToLongFunction<Download> aloft) {
    this.disk = disk;
    this.keepFree = keepFree;
    this.aloft = aloft;
  }

  /** Has {@code listener} told when a download begins to wait in {@link #awaitRoom}. */
  public void onWait(Runnable listener) {
    onWait = listener;
  }

  /**
   * Reserves what {@code download} has to write.
   *
   * @param size of its file, or null when nobody knows: then nothing is reserved
   * @throws Retryable.DiskFull when it has to wait; it is held until it may go on
   * @throws Permanent.LargerThanDisk when it can never fit
   */
  public void reserve(Download download, @Nullable Long size) throws DownloadFailure {
    long bytes = size == null ? 0 : size;
    Path folder = download.workFolder();
    if (takeAtOnce(download, size, bytes, disk.usable(folder))) {
      return;
    }
    long total = disk.total(folder);
    Rations.Room room = new Rations.Room(disk.usable(folder), keepFree.ofTotal(total));
    if (bytes > total - room.keep()) {
      throw new Permanent.LargerThanDisk(download.folder(), bytes, total, room.keep());
    }
    locate();
    Object system = system(folder);
    Hold hold;
    synchronized (this) {
      DiskClaim claim = claim(download);
      claim.size(size);
      claim.system = system;
      if (!claim.isWaiting()) {
        String why = new Rations(room, on(system)).whyNot(claim);
        if (why == null) {
          promised += bytes;
          return;
        }
        await(claim, why);
      }
      hold = claim.hold();
    }
    download.hold(hold);
    throw new Retryable.DiskFull(download.folder(), hold);
  }

  private synchronized boolean takeAtOnce(
      Download download, @Nullable Long size, long bytes, long usable) {
    if (waiting > 0 || bytes > usable - keepFree.bytes() - promised) {
      return false;
    }
    claim(download).size(size);
    promised += bytes;
    return true;
  }

  /**
   * The system has no room for something of {@code download}, which is held until there is some.
   *
   * @param said in the words of the system
   */
  public Retryable.DiskFull refused(Download download, String said) {
    // The file may go to another file system than what is under way.
    long usable = Math.min(disk.usable(download.workFolder()), disk.usable(download.folder()));
    Hold hold;
    synchronized (this) {
      DiskClaim claim = claim(download);
      if (!claim.isWaiting()) {
        claim.refused(System.nanoTime());
        await(claim, "is full (" + said + "), " + Rations.inWords(usable) + " free");
      }
      hold = claim.hold();
    }
    download.hold(hold);
    return new Retryable.DiskFull(download.folder(), hold);
  }

  /**
   * The system had no room for something of {@code download}, which waits without a thread.
   *
   * @param full how the system said so
   * @return completes with {@code body} when it does not wait any more, or with the failure for
   *     which it was sent away
   */
  public <T> CompletionStage<T> awaitRoom(Download download, IOException full, T body) {
    refused(download, FullDisk.inWords(full));
    onWait.run();
    return released(download, body);
  }

  private synchronized <T> CompletionStage<T> released(Download download, T body) {
    DiskClaim claim = claims.get(download);
    if (claim != null && claim.unwanted != null) {
      return CompletableFuture.failedFuture(claim.unwanted);
    }
    CompletableFuture<Void> released =
        claim == null ? CompletableFuture.completedFuture(null) : claim.released();
    return released.thenApplyAsync(nothing -> body);
  }

  /** Callers hold the lock. */
  private DiskClaim claim(Download download) {
    DiskClaim known = claims.get(download);
    if (known != null) {
      return known;
    }
    DiskClaim claim = new DiskClaim(download, aloft);
    claims.put(download, claim);
    // After it was put, as it may be closed already.
    download.receipt().whenComplete((receipt, stopping) -> forget(download));
    return claim;
  }

  private void forget(Download download) {
    letGo(download);
    synchronized (this) {
      claims.remove(download);
    }
  }

  /**
   * Whatever the disk says, {@code download} does not wait for it: there is nothing to wait for.
   */
  public void letGo(Download download) {
    CompletableFuture<Void> released = end(download);
    if (released != null) {
      released.complete(null);
    }
  }

  /** Who waits until {@code download} has room, or is about to, gets {@code why} instead. */
  public void sendAway(Download download, DownloadFailure why) {
    CompletableFuture<Void> released;
    synchronized (this) {
      claim(download).unwanted = why;
      released = end(download);
    }
    if (released != null) {
      // Not in the caller's thread: what follows is the end of the download.
      CompletableFuture.runAsync(() -> released.completeExceptionally(why));
    }
  }

  private synchronized @Nullable CompletableFuture<Void> end(Download download) {
    DiskClaim claim = claims.get(download);
    if (claim == null || !claim.isWaiting()) {
      return null;
    }
    waiting--;
    return claim.goOn();
  }

  /** Callers hold the lock. */
  private void await(DiskClaim claim, String why) {
    if (claim.await(why)) {
      waiting++;
      Download download = claim.download;
      String name = download.progress(0).name();
      LOG.warn("{} waits for the disk of {}: {}", name, download.folder(), why);
      download.warn("waited for room on the disk");
    }
  }

  /**
   * Looks again who may go on and who has to wait; called a few times a second.
   *
   * @return what is to hold each download that waits; null for one that goes on
   */
  public Map<Download, @Nullable Hold> review() {
    Map<Object, Rations.Room> rooms = rooms();
    Map<Download, @Nullable Hold> verdicts = new LinkedHashMap<>();
    List<CompletableFuture<Void>> released = new ArrayList<>();
    synchronized (this) {
      rooms.forEach(
          (system, room) -> {
            Rations rations = new Rations(room, on(system));
            rations.tooMany().forEach(this::await);
            for (DiskClaim claim : rations.next(System.nanoTime())) {
              waiting--;
              released.add(claim.goOn());
              verdicts.put(claim.download, null);
              LOG.info("{} goes on: the disk has room", claim.download.progress(0).name());
            }
          });
      for (DiskClaim claim : claims.values()) {
        if (claim.isWaiting()) {
          verdicts.put(claim.download, claim.hold());
        }
      }
      promised =
          claims.values().stream()
              .filter(claim -> !claim.isWaiting())
              .mapToLong(DiskClaim::need)
              .sum();
    }
    released.forEach(future -> future.complete(null));
    return verdicts;
  }

  /** What the file systems have on which something is open. */
  private Map<Object, Rations.Room> rooms() {
    Map<Object, Rations.Room> rooms = new HashMap<>();
    locate()
        .forEach(
            (system, folder) ->
                rooms.put(
                    system,
                    new Rations.Room(disk.usable(folder), keepFree.ofTotal(disk.total(folder)))));
    return rooms;
  }

  /** Finds out on which file systems the claims are; returns a folder on each. */
  private Map<Object, Path> locate() {
    List<DiskClaim> all;
    synchronized (this) {
      all = List.copyOf(claims.values());
    }
    Map<Object, Path> folders = new HashMap<>();
    for (DiskClaim claim : all) {
      Path folder = claim.download.workFolder();
      Object system = claim.system;
      if (system == null) {
        system = system(folder);
        claim.system = system;
      }
      folders.putIfAbsent(system, folder);
    }
    return folders;
  }

  private Object system(Path folder) {
    return Objects.requireNonNullElse(disk.fileSystem(folder), folder);
  }

  /** Callers hold the lock. */
  private List<DiskClaim> on(Object system) {
    return claims.values().stream().filter(c -> Objects.equals(c.system, system)).toList();
  }
}
