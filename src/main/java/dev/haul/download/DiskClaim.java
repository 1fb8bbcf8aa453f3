package dev.haul.download;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What one download has to write, or waits to write. Guarded by its {@link DiskSpace}. */
final class DiskClaim {

  /** After a refusal that the numbers do not explain, such as a quota's. */
  private static final long FIRST_WAIT = Duration.ofMillis(125).toNanos();

  private static final int MOST_DOUBLINGS = 8;

  final Download download;
  private final ToLongFunction<Download> aloft;

  /** Tells the file system from others; null before it was asked for. Anyone may find it out. */
  volatile @Nullable Object system;

  /** Bytes that others were given before it while it waited. */
  long passed;

  /** Why nobody wants it any more, or null. */
  @Nullable DownloadFailure unwanted;

  /** Size of the file, or null while nobody knows. */
  private @Nullable Long size;

  private @Nullable CompletableFuture<Void> released;
  private String why = "";
  private long reachedBefore;
  private int refusals;
  private long notBefore;

  /**
   * @param aloft bytes that attempts under way for a download have written and not tallied yet
   */
  DiskClaim(Download download, ToLongFunction<Download> aloft) {
    this.download = download;
    this.aloft = aloft;
  }

  void size(@Nullable Long bytes) {
    size = bytes;
  }

  /**
   * Bytes to be written from here on. A file of unknown size that waits begins anew, and is to find
   * somewhat more room than did not suffice.
   */
  long need() {
    if (size == null) {
      return isWaiting() ? reachedBefore + reachedBefore / 8 : 0;
    }
    return Math.max(0, size - reached());
  }

  private long reached() {
    return download.part() == null ? 0 : download.covered().size() + aloft.applyAsLong(download);
  }

  /** Whether only the receipt and the name are missing. */
  boolean isWhole() {
    return size != null && need() == 0;
  }

  /** Whether it cannot be taken up where it was stopped. */
  boolean isStream() {
    RemoteFile remote = download.remote();
    return remote != null && !remote.ranges();
  }

  boolean isWaiting() {
    return released != null;
  }

  /**
   * It waits from now on.
   *
   * @return false when it did before
   */
  boolean await(String reason) {
    why = reason;
    if (released != null) {
      return false;
    }
    reachedBefore = Math.max(reachedBefore, reached());
    released = new CompletableFuture<>();
    passed = 0;
    return true;
  }

  /** What a user is told while it waits. */
  Hold hold() {
    return new Hold(Hold.Kind.DISK, "waiting: disk " + why, null);
  }

  /** The system refused to write; the next try is later if what was written since is nothing. */
  void refused(long now) {
    long reached = reached();
    refusals = reached > reachedBefore ? 1 : Math.min(refusals + 1, MOST_DOUBLINGS);
    reachedBefore = reached;
    notBefore = now + (FIRST_WAIT << refusals);
  }

  /** The numbers explain why it waits: once they do not, it goes on at once. */
  void explained(long now) {
    refusals = 0;
    notBefore = now;
  }

  boolean mayTry(long now) {
    return now - notBefore >= 0;
  }

  /**
   * It does not wait any more.
   *
   * @return what to complete, without a lock
   */
  CompletableFuture<Void> goOn() {
    CompletableFuture<Void> done = released();
    released = null;
    return done;
  }

  /** Completes when it does not wait any more, or its download is closed. */
  CompletableFuture<Void> released() {
    return released == null ? CompletableFuture.completedFuture(null) : released;
  }
}
