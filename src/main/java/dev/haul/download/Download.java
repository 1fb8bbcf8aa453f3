package dev.haul.download;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The state of one open download: what is known of the remote file, where its bytes go, how far it
 * is.
 *
 * <p>Everything that changes is guarded by the download itself; no I/O happens under that lock.
 */
public final class Download {

  private final String id;
  private final DownloadRequest request;
  private final Path folder;
  private final Instant startedAt = Instant.now();
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
  private final Meter meter;
  private final Location location = new Location();
  private final Versions versions = new Versions();

  /** What a user should know of it, in sentences, in the order of their first mention. */
  private final Set<String> warnings = Collections.synchronizedSet(new LinkedHashSet<>());

  private volatile int priority;

  /** Those that keep other processes off its part file. Set before that is opened. */
  private volatile FileLocks locks = FileLocks.SYSTEM;

  /** Whether it is to wait while another process works on it. Set before it could meet one. */
  private volatile boolean waitsForOwner;

  /** Set when another process took it over. */
  private volatile boolean takenOver;

  // All below guarded by this.
  private DownloadKey key;
  private @Nullable RemoteFile remote;
  private @Nullable PartFile part;
  private @Nullable Path target;
  private @Nullable Receipt existing;
  private boolean unchanged;
  private RangeSet covered = RangeSet.EMPTY;
  private long planned;
  private long best;
  private long failingSince;
  private long fetchedWhenFailing;
  private @Nullable DownloadFailure failure;
  private @Nullable DownloadFailure lastTrouble;
  private boolean settled;

  /** The generation whose part file somebody took away. */
  private @Nullable DownloadKey lossOf;

  private final Map<Hold.Kind, Hold> holds = new EnumMap<>(Hold.Kind.class);

  Download(DownloadKey key, DownloadRequest request, Path folder, Onlooker onlooker) {
    this.id = key.id();
    this.key = key;
    this.request = request;
    this.folder = folder;
    this.meter = new Meter(onlooker);
    this.priority = request.priority();
  }

  public String id() {
    return id;
  }

  public DownloadRequest request() {
    return request;
  }

  /** 0 (first) to 9 (last). */
  public int priority() {
    return priority;
  }

  /** From now on it goes before or behind others, in place of what its request says. */
  public void priority(int other) {
    priority = other;
  }

  /** The folder the file goes to. */
  public Path folder() {
    return folder;
  }

  /** The folder for what is not finished, beside the file and thus on the same file system. */
  public Path workFolder() {
    return folder.resolve(".haul");
  }

  /** Where the bytes of every generation go; a new one begins with a new file of that name. */
  public Path partPath() {
    return workFolder().resolve(id + ".part");
  }

  /** Where it is written down what of {@link #partPath} is on the disk. */
  public Path journalPath() {
    return workFolder().resolve(id + ".journal");
  }

  /** The locks by which its part file is kept from other processes. */
  public FileLocks locks() {
    return locks;
  }

  void lockBy(FileLocks some, boolean waits) {
    locks = some;
    waitsForOwner = waits;
  }

  /** Whether it is to wait while another process works on it. */
  public boolean waitsForOwner() {
    return waitsForOwner;
  }

  /** Whether another process took it over: nothing more may be done here. */
  public boolean isTakenOver() {
    return takenOver;
  }

  void takeOver() {
    takenOver = true;
  }

  /**
   * Removes the part file and its journal.
   *
   * @throws Retryable.InUse when they belong to another process
   */
  public void removeLeftovers() throws IOException {
    PartFile.remove(partPath(), locks);
    Journal.remove(journalPath());
  }

  /** Begins to write down what of {@code to} is on the disk; nothing is written yet. */
  public void beginJournal(PartFile to, RemoteFile file, Path name, UrlRedaction redaction) {
    String last = String.valueOf(name.getFileName());
    to.keep(new Journal(journalPath(), JournalIdentity.of(this, file, last, redaction)));
  }

  public Instant startedAt() {
    return startedAt;
  }

  /** Completes with the receipt, or with {@link Retryable.Stopping} when Haul stops first. */
  public CompletableFuture<Receipt> receipt() {
    return receipt;
  }

  public Meter meter() {
    return meter;
  }

  /** Says something in the receipt, once. */
  public void warn(String sentence) {
    warnings.add(sentence);
  }

  /** What was said by {@link #warn} so far. */
  public List<String> warnings() {
    synchronized (warnings) {
      return List.copyOf(warnings);
    }
  }

  public synchronized DownloadKey key() {
    return key;
  }

  /** Where its bytes come from. */
  public Location location() {
    return location;
  }

  /** Where requests go now. */
  public HttpUrl url() {
    return location.url();
  }

  /** What it has learnt about the versions of its file. */
  public Versions versions() {
    return versions;
  }

  /** The remote file as far as known, or null before the first valid answer. */
  public synchronized @Nullable RemoteFile remote() {
    return remote;
  }

  /** The file that was there before this download, with its receipt, or null. */
  public synchronized @Nullable Receipt existing() {
    return existing;
  }

  /** Names an earlier receipt whose file may do if the server has nothing newer; null for none. */
  public synchronized void mayReuse(@Nullable Receipt earlier) {
    existing = earlier;
  }

  /** The server says that the existing file is its current one. */
  public synchronized void reuseExisting() {
    unchanged = true;
  }

  /** The file that was there is not any more. */
  public synchronized void cannotReuse() {
    existing = null;
    unchanged = false;
  }

  public synchronized boolean isUnchanged() {
    return unchanged;
  }

  /**
   * The first valid answer of this generation came: from now on bytes may be written.
   *
   * @return false when another answer was first or the download ended meanwhile
   */
  public synchronized boolean identify(DownloadKey by, RemoteFile file, PartFile to, Path name) {
    if (!by.equals(key) || settled || part != null) {
      return false;
    }
    remote = file;
    part = to;
    target = name;
    return true;
  }

  /**
   * Goes on with what an earlier run left, before any answer.
   *
   * @param there what of {@code from} need not be fetched again
   * @param resumes how often it went on so, this time included
   * @return false when the download ended meanwhile
   */
  public synchronized boolean goOn(RemoteFile file, PartFile from, RangeSet there, int resumes) {
    if (settled || part != null) {
      return false;
    }
    remote = file;
    part = from;
    covered = there;
    best = there.size();
    meter.resumed(resumes);
    return true;
  }

  /** The first valid answer to a download that went on came: this is what its file is called. */
  public synchronized void name(DownloadKey by, Path path) {
    if (by.equals(key)) {
      target = path;
    }
  }

  /** Learns that ranges work, or the size, from a later answer. */
  public synchronized void learn(RemoteFile file) {
    if (remote != null) {
      remote =
          new RemoteFile(
              remote.size() == null ? file.size() : remote.size(),
              remote.validator(),
              remote.mediaType(),
              remote.ranges() || file.ranges(),
              remote.lengthTold() || file.lengthTold());
    }
  }

  public synchronized @Nullable PartFile part() {
    return part;
  }

  /** The part file of {@code generation}, or null when that is over or has not begun. */
  public synchronized @Nullable PartFile part(DownloadKey generation) {
    return generation.equals(key) ? part : null;
  }

  /** Closes the part file; what is in it stays. */
  public void discardHandles() {
    PartFile open = part();
    if (open != null) {
      open.abandon();
    }
  }

  /** The final path, or null before the first valid answer. */
  public synchronized @Nullable Path target() {
    return target;
  }

  public synchronized RangeSet covered() {
    return covered;
  }

  /**
   * Takes the next bytes that no chunk was made for yet, for one chunk.
   *
   * @param generation a late answer to an earlier one gets nothing: its chunks would be dropped
   * @param length most bytes to take
   * @return null when every byte is planned
   */
  public synchronized @Nullable ByteRange takeUnplanned(DownloadKey generation, long length) {
    List<ByteRange> gaps = gaps();
    if (!generation.equals(key) || gaps.isEmpty()) {
      return null;
    }
    meter.planned(1);
    ByteRange gap = gaps.get(0);
    ByteRange next = ByteRange.of(gap.first(), Math.min(length, gap.length()));
    planned = next.end();
    return next;
  }

  /** Bytes for which no chunk was made and that an earlier run did not leave. */
  private List<ByteRange> gaps() {
    Long size = remote == null ? null : remote.size();
    return size == null || planned >= size
        ? List.of()
        : covered.missingIn(new ByteRange(planned, size - 1));
  }

  /** Bytes of {@code generation} up to {@code end} need no further chunk. */
  public synchronized void plannedUpTo(DownloadKey generation, long end) {
    if (generation.equals(key)) {
      planned = Math.max(planned, end);
    }
  }

  /** Bytes for which no chunk was made yet; 0 while the size is unknown. */
  public synchronized long unplanned() {
    return gaps().stream().mapToLong(ByteRange::length).sum();
  }

  /**
   * Adds up what an attempt wrote and decides whether anything is left to do.
   *
   * @param patience how long failures without any progress are borne
   */
  synchronized Coverage tally(Tally tally, long now, Duration patience) {
    if (settled || !tally.download().equals(key)) {
      return new Coverage(tally.download(), RangeSet.EMPTY, true);
    }
    if (tally.written() != null) {
      covered = covered.with(tally.written());
      versions.progress();
    }
    if (tally.end() != null && remote != null) {
      remote = remote.withSize(tally.end());
    }
    if (covered.size() > best) {
      best = covered.size();
      failingSince = 0;
    }
    if (tally.failure() != null) {
      judge(tally.failure(), tally.fatal(), now, patience);
    } else {
      lastTrouble = null;
    }
    if (tally.rest() == null) {
      meter.chunkDone();
    }
    return new Coverage(key, covered, failure != null || unchanged || isCovered());
  }

  private void judge(DownloadFailure trouble, boolean fatal, long now, Duration patience) {
    if (fatal) {
      failure = trouble;
      return;
    }
    if (trouble instanceof Retryable retryable && !retryable.isTrouble()) {
      return;
    }
    meter.retried(trouble.reason());
    lastTrouble = trouble;
    if (trouble instanceof Retryable.Crowded) {
      return; // The host serves others of ours meanwhile.
    }
    boolean bytesFlow =
        remote != null && remote.ranges() && meter.bytesFetched() > fetchedWhenFailing;
    if (failingSince == 0 || bytesFlow) {
      failingSince = now;
      fetchedWhenFailing = meter.bytesFetched();
    } else if (now - failingSince > patience.toNanos()) {
      failure = new Retryable.GaveUp(patience, Objects.toString(trouble.getMessage()));
    }
  }

  private boolean isCovered() {
    return remote != null && remote.size() != null && covered.covers(remote.size());
  }

  /** Whether nothing is left to fetch and the finish has taken over. */
  public synchronized boolean isSettled() {
    return settled;
  }

  /** Whether every byte is there, and the disk has no room for its receipt or its name. */
  public synchronized boolean awaitsPublishing() {
    return settled && holds.containsKey(Hold.Kind.DISK);
  }

  /**
   * Ends the fetching of {@code generation}.
   *
   * @return true for the one caller that did it
   */
  synchronized boolean settle(DownloadKey generation) {
    if (settled || !generation.equals(key)) {
      return false;
    }
    settled = true;
    return true;
  }

  /**
   * Forgets every byte and begins anew.
   *
   * @return the part file of the old generation, or null if there was none
   */
  synchronized @Nullable PartFile restart(DownloadKey next) {
    PartFile old = part;
    key = next;
    versions.beginAnew(remote);
    remote = null;
    part = null;
    covered = RangeSet.EMPTY;
    planned = 0;
    settled = false;
    meter.restarted();
    return old;
  }

  /**
   * Keeps it from going on; what flies is not ended by this.
   *
   * @return false when it is held for the same reason already
   */
  public synchronized boolean hold(Hold hold) {
    return !hold.equals(holds.put(hold.kind(), hold));
  }

  /**
   * Ends a hold. Its patience with failures begins anew: it could not make progress meanwhile.
   *
   * @return whether there was one
   */
  public synchronized boolean release(Hold.Kind kind) {
    failingSince = 0;
    return holds.remove(kind) != null;
  }

  /** Whether anything keeps it from going on. */
  public synchronized boolean isHeld() {
    return !holds.isEmpty();
  }

  /** What keeps it from going on, the most lasting first. */
  public synchronized List<Hold> holds() {
    return List.copyOf(holds.values());
  }

  /**
   * Somebody took the part file of {@code generation} away. That is borne once.
   *
   * @return the failure that says so
   */
  public synchronized DownloadFailure judgeLoss(DownloadKey generation, Retryable.PartLost loss) {
    if (lossOf != null && !lossOf.equals(generation)) {
      return new Permanent.PartKeepsVanishing(loss);
    }
    lossOf = generation;
    warn(loss.getMessage() + "; began anew");
    return loss;
  }

  /** Why it failed, or null. */
  public synchronized @Nullable DownloadFailure failure() {
    return failure;
  }

  /**
   * What a display shows.
   *
   * @param inFlight bytes that attempts under way have written and not tallied yet
   */
  public synchronized Progress progress(long inFlight) {
    Path last = target == null ? null : target.getFileName();
    String shown =
        last != null
            ? last.toString()
            : request.name() != null
                ? request.name()
                : location.isKnown() ? location.url().lastSegment() : id;
    int retries = meter.retries().values().stream().mapToInt(Integer::intValue).sum();
    return new Progress(
        id,
        shown.isEmpty() ? id : shown,
        remote == null ? null : remote.size(),
        covered.size() + inFlight,
        meter.bytesPerSecond(),
        meter.connections(),
        retries,
        note());
  }

  /** What went wrong last, in words, until something goes well; else null. */
  public synchronized @Nullable String trouble() {
    return lastTrouble == null ? null : withoutPlace(String.valueOf(lastTrouble.getMessage()));
  }

  private @Nullable String note() {
    DownloadFailure trouble = lastTrouble;
    Hold disk = holds.get(Hold.Kind.DISK);
    if (settled) {
      return disk == null ? "verifying" : disk.why();
    }
    if (!holds.isEmpty()) {
      return holds.values().iterator().next().why();
    }
    return trouble != null && meter.connections() == 0
        ? "waiting: " + withoutPlace(String.valueOf(trouble.getMessage()))
        : null;
  }

  /** A line has little room, and the name in it tells which URL is meant. */
  private static String withoutPlace(String message) {
    return message.replaceFirst("^https?://\\S+: ", "");
  }
}
