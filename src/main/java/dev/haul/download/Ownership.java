package dev.haul.download;

import dev.haul.download.FileLocks.Answer;
import dev.haul.download.FileLocks.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that something has one owner at a time, also among machines that share a file system
 * without locks.
 *
 * <p>The owner of epoch 7 has the record {@code BASE.7}, which nobody else writes to: it is made
 * where none was, and rewritten with every beat. Whoever finds that its owner is dead makes {@code
 * BASE.8}; only one can, and it removes {@code BASE.7}. By that an owner that was merely paused
 * sees that it is none any more.
 *
 * <p>Where everybody sees the locks of files, an owner is dead when its record is not locked any
 * more; elsewhere, when its record stays as it is for a while. That is measured by the clock of who
 * waits: clocks of two machines are never compared.
 */
public final class Ownership implements AutoCloseable {

  /**
   * What is the same for all that one Haul owns.
   *
   * @param deadAfter an owner without a beat for so long is dead
   * @param node name of this machine, for people
   * @param nanoClock {@link System#nanoTime}
   */
  public record Terms(FileLocks locks, Duration deadAfter, String node, LongSupplier nanoClock) {}

  private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

  private static final Outcome UNLOCKED = new Outcome(Answer.UNSUPPORTED, null);

  /** On many systems whoever opens and closes a file loses all locks of its process on it. */
  private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

  private final Path base;
  private final Terms terms;

  // All below guarded by this, I/O included.
  private @Nullable OwnerRecord mine;
  private @Nullable FileChannel channel;
  private @Nullable Object key;

  /** Referred to as long as it is to count. */
  private @Nullable Outcome lock;

  /** The record of somebody else as it was found, and since when it is like that. */
  private String seen = "";

  private long seenAt;
  private @Nullable OwnerRecord other;
  private boolean otherLives;

  /**
   * @param base of the records: {@code BASE.1}, {@code BASE.2} …
   */
  public Ownership(Path base, Terms terms) {
    this.base = base.toAbsolutePath();
    this.terms = terms;
  }

  /**
   * Takes it if nobody has it, or somebody dead. To be called again and again until it is true.
   *
   * @return whether it is ours now
   */
  public synchronized boolean take() throws IOException {
    if (mine != null) {
      return true;
    }
    SortedMap<Long, Path> records = records();
    if (records.isEmpty()) {
      return claim(null);
    }
    Long last = records.lastKey();
    return isFree(Objects.requireNonNull(records.get(last))) && claim(last);
  }

  /** Who had it when it could not be taken, as far as that is known. */
  public synchronized @Nullable OwnerRecord other() {
    return other;
  }

  /** Whether that one has shown meanwhile that it lives. */
  public synchronized boolean otherLives() {
    return otherLives;
  }

  /** Whether it was ours when we last looked. */
  public synchronized boolean isTaken() {
    return mine != null;
  }

  private boolean isFree(Path record) throws IOException {
    if (locked() && LOCKED_HERE.contains(record)) {
      otherLives = true;
      return false;
    }
    String text = read(record);
    long now = terms.nanoClock().getAsLong();
    String found = record.getFileName() + " " + text;
    otherLives = !seen.isEmpty() && !found.equals(seen);
    if (!found.equals(seen)) {
      seen = found;
      seenAt = now;
    }
    OwnerRecord owner = OwnerRecord.parse(text);
    other = owner;
    if (owner != null && owner.released()) {
      return true;
    }
    if (locked() && owner != null) {
      Answer answer = probe(record);
      otherLives |= answer == Answer.HELD;
      return answer == Answer.LOCKED;
    }
    return now - seenAt >= terms.deadAfter().toNanos();
  }

  /** Whether the lock of the record tells if its owner lives; else only its beats do. */
  private boolean locked() {
    return terms.locks().areSeenByAll(folder());
  }

  private Answer probe(Path record) throws IOException {
    try (FileChannel open = FileChannel.open(record, StandardOpenOption.WRITE)) {
      return terms.locks().tryLock(open, OwnerRecord.BYTES).answer();
    } catch (NoSuchFileException removedMeanwhile) {
      return Answer.HELD;
    }
  }

  /**
   * Makes the next record. Of several only one can make it; and one that judged by what was there
   * long ago finds records it does not know, and leaves again.
   *
   * @param last epoch of the record that stands for nobody any more, or null
   */
  private boolean claim(@Nullable Long last) throws IOException {
    long epoch = last == null ? 1 : last + 1;
    FileChannel open;
    try {
      open = FileChannel.open(path(epoch), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    boolean won = false;
    try {
      // Locked before it can be read: the lock of a record that says something tells the truth.
      Outcome locked = locked() ? terms.locks().tryLock(open, OwnerRecord.BYTES) : UNLOCKED;
      OwnerRecord record = newRecord(epoch);
      write(open, record);
      SortedMap<Long, Path> others = records();
      others.remove(epoch);
      Path before = last == null ? null : others.remove(last);
      won = others.isEmpty() && locked.answer() != Answer.HELD;
      if (won) {
        mine = record;
        channel = open;
        lock = locked;
        key = key(path(epoch));
        LOCKED_HERE.add(path(epoch));
        seen = "";
        remove(before);
      }
      return won;
    } finally {
      if (!won) {
        remove(path(epoch));
        open.close();
      }
    }
  }

  private OwnerRecord newRecord(long epoch) {
    return new OwnerRecord(
        epoch,
        UUID.randomUUID().toString(),
        terms.node(),
        ProcessHandle.current().pid(),
        0,
        Instant.now(),
        false);
  }

  /**
   * Shows that we live.
   *
   * @return false when it is ours no more: nothing may be done any more that needs it
   */
  public synchronized boolean beat() throws IOException {
    if (!look()) {
      return false;
    }
    OwnerRecord next = Objects.requireNonNull(mine).next(Instant.now());
    write(Objects.requireNonNull(channel), next);
    mine = next;
    return true;
  }

  /**
   * Whether it is still ours; from the first no on it is not. Nobody gets past a lock that
   * everybody sees, so the record itself is looked at only where there is none, and with every
   * beat.
   */
  public synchronized boolean isOurs() throws IOException {
    Outcome held = lock;
    boolean fenced = held != null && held.answer() == Answer.LOCKED && locked();
    return mine != null && (fenced || look());
  }

  private boolean look() throws IOException {
    OwnerRecord record = mine;
    if (record == null) {
      return false;
    }
    SortedMap<Long, Path> records = records();
    Path own = records.get(record.epoch());
    if (own != null && records.lastKey() == record.epoch() && isMine(own, record)) {
      return true;
    }
    forget();
    other = records.isEmpty() ? null : OwnerRecord.parse(read(path(records.lastKey())));
    return false;
  }

  private boolean isMine(Path path, OwnerRecord record) throws IOException {
    if (locked()) {
      return Objects.equals(key(path), key); // Nobody else gets that key while we have it open.
    }
    OwnerRecord there = OwnerRecord.parse(read(path));
    return there != null && there.instance().equals(record.instance());
  }

  private static @Nullable Object key(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException removedMeanwhile) {
      return path;
    }
  }

  /** Gives it up: the next one need not wait. */
  @Override
  public synchronized void close() throws IOException {
    if (isOurs()) {
      write(Objects.requireNonNull(channel), Objects.requireNonNull(mine).giveUp());
    }
    forget();
  }

  /** Gives it up for good, as there is nothing left to own. */
  public synchronized void remove() throws IOException {
    if (isOurs()) {
      remove(path(Objects.requireNonNull(mine).epoch()));
    }
    forget();
  }

  private void forget() throws IOException {
    FileChannel open = channel;
    if (mine != null) {
      LOCKED_HERE.remove(path(mine.epoch()));
    }
    mine = null;
    channel = null;
    lock = null;
    seen = "";
    if (open != null) {
      open.close();
    }
  }

  private Path folder() {
    return Objects.requireNonNull(base.getParent(), "what is owned lies in a folder");
  }

  private Path path(long epoch) {
    return base.resolveSibling(base.getFileName() + "." + epoch);
  }

  /** All records that are there, by epoch. */
  private SortedMap<Long, Path> records() throws IOException {
    SortedMap<Long, Path> records = new TreeMap<>();
    String prefix = base.getFileName() + ".";
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder(), file -> isRecord(prefix, name(file)))) {
      for (Path file : files) {
        records.put(Long.parseLong(name(file).substring(prefix.length())), file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return records;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isRecord(String prefix, String name) {
    return name.startsWith(prefix) && name.substring(prefix.length()).matches("[1-9][0-9]{0,17}");
  }

  /** Opened anew each time, which is when network file systems ask the server what is in it. */
  private static String read(Path record) throws IOException {
    try {
      return Files.readString(record, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException removedMeanwhile) {
      return "";
    }
  }

  private void write(FileChannel to, OwnerRecord record) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(record.toBytes());
    while (bytes.hasRemaining()) {
      to.write(bytes, bytes.position());
    }
    if (!locked()) {
      to.force(false); // Only then others can see it.
    }
  }

  private static void remove(@Nullable Path record) {
    try {
      if (record != null) {
        Files.deleteIfExists(record);
      }
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", record, e.toString());
    }
  }
}
