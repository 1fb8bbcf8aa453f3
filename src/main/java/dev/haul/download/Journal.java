package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What of a part file is known to be on the disk: {@code .haul/ID.journal}, by which a download
 * goes on after Haul was stopped or killed. {@link JournalText} shows a sample.
 *
 * <p>A claim is written only after the bytes it stands for were synced, so a journal never runs
 * ahead of its data. Whoever has the part file's lock has the journal too. Nothing is on the disk
 * before the first claim: small files never have a journal.
 *
 * <p>Everything but {@link #landed} is guarded by the journal itself, I/O included: nobody waits
 * for it but who writes claims or ends the download.
 */
public final class Journal {

  /** A journal that is no longer than this is not worth compacting. */
  private static final int SMALL_BYTES = 64 * 1024;

  /** Far above what compacting leaves of any download. */
  private static final long LARGEST_BYTES = 64 << 20;

  /**
   * A journal as it was found.
   *
   * @param claims in the order they were written
   * @param closed whether Haul ended in good order, and nothing follows
   */
  public record Recorded(JournalIdentity identity, List<Mark> claims, boolean closed) {}

  private final Path path;
  private final JournalIdentity identity;

  /** What flights that have ended wrote, until a checkpoint takes it. */
  private final Queue<Mark> landed = new ConcurrentLinkedQueue<>();

  // All below guarded by this, the maps by the first byte.
  private final TreeMap<Long, Mark> waiting = new TreeMap<>();
  private TreeMap<Long, Mark> claims = new TreeMap<>();
  private long claimedAt = System.nanoTime();
  private @Nullable FileChannel channel;
  private long length;
  private long compactLength;
  private boolean ended;

  /** Whether it may be on the disk: most downloads are done before their first checkpoint. */
  private boolean begun;

  /** A journal that claims nothing yet. */
  public Journal(Path path, JournalIdentity identity) {
    this.path = path;
    this.identity = identity;
  }

  /** A journal that goes on with {@code claims} and nothing else of what it had. */
  public static Journal goOn(Path path, JournalIdentity identity, Collection<Mark> claims)
      throws IOException {
    Journal journal = new Journal(path, identity);
    synchronized (journal) {
      try {
        journal.rewrite(byFirst(claims));
      } catch (IOException e) {
        if (!FullDisk.isMeantBy(e, folder(path))) {
          throw e;
        }
        // What was found stays in place; the next claim writes all of them anew.
        journal.claims = byFirst(claims);
      }
    }
    return journal;
  }

  /**
   * @return null when there is none that can be believed
   * @throws IOException when it cannot be read
   */
  public static @Nullable Recorded read(Path path) throws IOException {
    return Files.size(path) > LARGEST_BYTES ? null : JournalText.read(Files.readAllBytes(path));
  }

  /**
   * Removes the journal at {@code path} and what an unfinished compaction left. It is emptied
   * first: if its name came back after a power cut, it would speak of the part file that is there
   * by then.
   */
  static void remove(Path path) throws IOException {
    // By File, as the other way throws and catches for each that is not there.
    if (path.toFile().exists()) {
      try (FileChannel old =
          FileChannel.open(
              path,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING,
              LinkOption.NOFOLLOW_LINKS)) {
        old.force(true);
      } catch (NoSuchFileException removedMeanwhile) {
        return;
      }
      Files.deleteIfExists(path);
    }
    Path next = next(path);
    if (next.toFile().exists()) {
      Files.deleteIfExists(next);
    }
  }

  public JournalIdentity identity() {
    return identity;
  }

  /** A flight has ended that wrote {@code mark}. */
  public void landed(Mark mark) {
    landed.add(mark);
  }

  /**
   * What was written and is not claimed yet.
   *
   * @param aloft what flights under way have written
   */
  public synchronized List<Mark> unclaimed(Collection<Mark> aloft) {
    for (Mark mark = landed.poll(); mark != null; mark = landed.poll()) {
      put(waiting, mark);
    }
    waiting.values().removeIf(this::isClaimed);
    List<Mark> unclaimed = new ArrayList<>(waiting.values());
    aloft.stream().filter(mark -> !isClaimed(mark)).forEach(unclaimed::add);
    return unclaimed;
  }

  private boolean isClaimed(Mark mark) {
    Mark claim = claims.get(mark.range().first());
    return claim != null && claim.replaces(mark);
  }

  /** How many bytes more than now {@code marks} would claim. */
  public synchronized long growth(Collection<Mark> marks) {
    long growth = 0;
    for (Mark mark : marks) {
      Mark claim = claims.get(mark.range().first());
      growth += mark.range().length() - (claim == null ? 0 : claim.range().length());
    }
    return growth;
  }

  /** How many bytes need not be fetched again. */
  public synchronized long claimed() {
    RangeSet there = RangeSet.EMPTY;
    for (Mark claim : claims.values()) {
      there = there.with(claim.range());
    }
    return there.size();
  }

  /** {@link System#nanoTime} of the last claim, or of the beginning. */
  public synchronized long claimedAt() {
    return claimedAt;
  }

  /**
   * Claims bytes, for good once it returns; does nothing when the journal has ended.
   *
   * @param synced bytes that were synced before
   */
  public synchronized void claim(Collection<Mark> synced) throws IOException {
    List<Mark> fresh = synced.stream().filter(mark -> !isClaimed(mark)).toList();
    if (ended || fresh.isEmpty()) {
      return;
    }
    TreeMap<Long, Mark> all = new TreeMap<>(claims);
    fresh.forEach(mark -> put(all, mark));
    if (channel == null || (length > SMALL_BYTES && length > 2 * compactLength)) {
      rewrite(all);
    } else {
      StringBuilder records = new StringBuilder();
      fresh.forEach(mark -> records.append(JournalText.range(mark)));
      append(records.toString());
      claims = all;
    }
    claimedAt = System.nanoTime();
  }

  private void append(String records) throws IOException {
    FileChannel open = Objects.requireNonNull(channel);
    try {
      write(open, records);
      open.force(false);
      length += records.length();
    } catch (IOException e) {
      // What follows a torn record would not be read: the next claim writes all of them anew.
      close(open);
      channel = null;
      throw e;
    }
  }

  /** Writes a new journal beside the old one and puts it in its place. */
  private void rewrite(TreeMap<Long, Mark> all) throws IOException {
    StringBuilder text = new StringBuilder(JournalText.identity(identity));
    all.values().forEach(mark -> text.append(JournalText.range(mark)));
    Path next = next(path);
    begun = true;
    FileChannel open =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      write(open, text.toString());
      open.force(true);
      if (channel == null) {
        // The part file's name first: else one that was removed could come back beside this
        // journal.
        DurableFolder.sync(folder(path));
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFolder.sync(folder(path));
    } catch (IOException e) {
      close(open);
      throw e;
    }
    close(channel);
    channel = open;
    claims = all;
    length = text.length();
    compactLength = length;
  }

  private static void write(FileChannel to, String records) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(records.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /** Ends it in good order: what it claims need not be doubted. Not synced, as it may be lost. */
  synchronized void close() throws IOException {
    try {
      if (channel != null && !ended) {
        write(channel, JournalText.closed());
      }
    } finally {
      end();
    }
  }

  /** Ends it and removes it. */
  public synchronized void discard() throws IOException {
    end();
    if (begun) {
      remove(path);
    }
  }

  private synchronized void end() {
    ended = true;
    close(channel);
    channel = null;
  }

  private static void close(@Nullable FileChannel open) {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // Everything that counts was synced.
    }
  }

  /** Of claims that begin at the same byte the longest. */
  public static List<Mark> longest(Collection<Mark> claims) {
    return List.copyOf(byFirst(claims).values());
  }

  private static TreeMap<Long, Mark> byFirst(Collection<Mark> claims) {
    TreeMap<Long, Mark> longest = new TreeMap<>();
    claims.forEach(mark -> put(longest, mark));
    return longest;
  }

  /** Of two that begin at the same byte the longer stays. */
  private static void put(TreeMap<Long, Mark> to, Mark mark) {
    to.merge(mark.range().first(), mark, (a, b) -> b.replaces(a) ? b : a);
  }

  private static Path folder(Path path) {
    return Objects.requireNonNull(path.getParent(), "a journal has a folder");
  }

  private static Path next(Path path) {
    return path.resolveSibling(path.getFileName() + ".new");
  }
}
