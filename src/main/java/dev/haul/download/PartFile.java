package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one generation of a download before they are proven: {@code .haul/ID.part}.
 *
 * <p>It is sparse and has its full size from the beginning, so that chunks are written where they
 * belong, in any order and by any thread. A new generation gets a new file, never the old one's: a
 * late write of an aborted connection cannot reach it.
 *
 * <p>While it is open it is locked against other processes, so that two never work on one download.
 */
public final class PartFile implements AutoCloseable {

  /**
   * Bytes of a write that is worth a {@link HashThread}, and of the reads of those who write: a
   * slow network does not bring so many at once.
   */
  public static final int LONG_WRITE_BYTES = 512 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(PartFile.class);

  private final Path path;
  private final FileChannel channel;

  /** Tells this file from another one of its name; null where files have no such thing. */
  private final @Nullable Object key;

  /** The file is no shorter than this unless somebody cuts it. Guarded by writing. */
  private long extent;

  /**
   * The kernel lets one writer at a time into a file and makes the others spin (7 % of all CPU time
   * at 1 GB/s): here they wait without.
   */
  private final ReentrantLock writing = new ReentrantLock();

  private final FrontHash hash;

  /** Bytes before it are all there, and stay as they are. Written under writing. */
  private volatile long front;

  /** What of it is on the disk; null for a file that cannot be gone on with. Set once. */
  private volatile @Nullable Journal journal;

  /** Why bytes may never have reached the disk: said once by the system, kept for good. */
  private volatile @Nullable IOException lost;

  /** Referred to as long as it is to count. */
  @SuppressWarnings({"UnusedVariable", "FieldCanBeLocal"})
  private final FileLocks.Outcome lock;

  PartFile(Path path, FileChannel channel, Collection<Checksum> wanted, FileLocks.Outcome lock)
      throws IOException {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
    this.extent = channel.size();
    this.key = attributes(path).fileKey();
    this.hash = new FrontHash(this, wanted);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Creates the file anew.
   *
   * @param size bytes the file is going to have; 0 when unknown
   * @param wanted checksums it is going to be compared with
   * @throws Retryable.InUse when another process is at it
   * @throws IOException when the folder cannot be written
   */
  public static PartFile create(Path path, long size, Collection<Checksum> wanted, FileLocks locks)
      throws IOException {
    DurableFolder.create(Objects.requireNonNull(path.getParent(), "a part file has a folder"));
    PartFile part = of(path, openNew(path, locks), wanted, locks);
    try {
      if (size > 0) {
        part.extend(size);
      }
      return part;
    } catch (IOException e) {
      part.abandon(); // Its lock would keep the next try out.
      throw e;
    }
  }

  private static PartFile of(
      Path path, FileChannel channel, Collection<Checksum> wanted, FileLocks locks)
      throws IOException {
    FileLocks.Outcome lock = locked(channel, path, locks);
    try {
      return new PartFile(path, channel, wanted, lock);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The same with the locks of the system. */
  static PartFile create(Path path, long size, Collection<Checksum> wanted) throws IOException {
    return create(path, size, wanted, FileLocks.SYSTEM);
  }

  private static FileChannel openNew(Path path, FileLocks locks) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE);
    try {
      return FileChannel.open(path, options);
    } catch (FileAlreadyExistsException left) {
      remove(path, locks);
      return FileChannel.open(path, options);
    }
  }

  /**
   * Opens a file that is there.
   *
   * @throws Retryable.InUse when another process is at it
   * @throws IOException when there is none
   */
  public static PartFile open(Path path, Collection<Checksum> wanted, FileLocks locks)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    return of(path, channel, wanted, locks);
  }

  /** The same with the locks of the system. */
  static PartFile open(Path path, Collection<Checksum> wanted) throws IOException {
    return open(path, wanted, FileLocks.SYSTEM);
  }

  /**
   * Removes what an earlier run left at {@code path}, if anything.
   *
   * @throws Retryable.InUse when another process is at it
   */
  static void remove(Path path, FileLocks locks) throws IOException {
    if (path.toFile().exists()) {
      try (FileChannel left = FileChannel.open(path, StandardOpenOption.WRITE)) {
        FileLocks.Outcome unused = locked(left, path, locks);
        Files.delete(path);
      } catch (NoSuchFileException removedMeanwhile) {
        return;
      }
    }
  }

  /** Keeps other processes out until {@code channel} is closed, where the system can. */
  private static FileLocks.Outcome locked(FileChannel channel, Path path, FileLocks locks)
      throws IOException {
    FileLocks.Outcome outcome = locks.tryLock(channel, 0);
    if (outcome.answer() == FileLocks.Answer.HELD) {
      channel.close();
      throw new Retryable.InUse(path);
    }
    return outcome;
  }

  /** How many names {@code file} has, as far as the system tells. */
  public static int links(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
        : 1;
  }

  /** What of it is on the disk, or null when it cannot be gone on with. */
  public @Nullable Journal journal() {
    return journal;
  }

  /** Where it is written down what of it is on the disk. */
  public void keep(Journal begun) {
    journal = begun;
  }

  private void extend(long size) throws IOException {
    channel.write(ByteBuffer.allocate(1), size - 1);
    extent = size;
  }

  /**
   * Writes the first {@code count} bytes of {@code buffer} at {@code position}, and hashes them if
   * nothing is missing before them. Bytes before the {@link #front} stay as they are, whoever
   * brings them again: else a digest could prove others than those on the disk.
   *
   * @param since where the unbroken run begins that the same writer wrote before them
   */
  public void write(long since, byte[] buffer, int count, long position) throws IOException {
    if (isWrittenToFront(since, buffer, count, position)) {
      hash.written(buffer, count, position);
    }
  }

  /**
   * @return whether all of {@code buffer} is written, and before the front now
   */
  private boolean isWrittenToFront(long since, byte[] buffer, int count, long position)
      throws IOException {
    writing.lock();
    try {
      // Else the gap would come to be filled with zeros.
      expectUncut(channel.size());
      int there = (int) Math.max(0, Math.min(count, front - position));
      ByteBuffer bytes = ByteBuffer.wrap(buffer, there, count - there);
      long next = position + there;
      while (bytes.hasRemaining()) {
        next += channel.write(bytes, next);
      }
      extent = Math.max(extent, next);
      if (since > front) {
        return false;
      }
      front = Math.max(front, next);
      return there == 0;
    } catch (IOException e) {
      if (FullDisk.isMeantBy(e, folder()) && FullDisk.isFoundOutLate(folder())) {
        lose(new Retryable.Unsynced(path, e));
      }
      throw e;
    } finally {
      writing.unlock();
    }
  }

  /** Bytes from the first on that are all there, and stay as they are. */
  public long front() {
    return front;
  }

  /** Everything before {@code known} is there: hashes what is not hashed yet. */
  public void follow(long known) throws IOException {
    writing.lock();
    try {
      front = Math.max(front, known);
    } finally {
      writing.unlock();
    }
    hash.follow();
  }

  /** Bytes may be gone that were written since the last sync. */
  void lose(IOException why) {
    lost = why;
  }

  private Path folder() {
    return Objects.requireNonNull(path.getParent(), "a part file has a folder");
  }

  /** Callers hold the lock. */
  private void expectUncut(long size) throws Retryable.PartLost {
    if (size < extent) {
      throw new Retryable.PartLost(path, "was cut to " + size + " bytes");
    }
  }

  /**
   * @throws Retryable.PartLost when somebody removed, replaced or cut the file; this also works
   *     when it is closed
   */
  public void expectIntact() throws IOException {
    writing.lock();
    try {
      BasicFileAttributes there = attributes(path);
      if (!Objects.equals(there.fileKey(), key)) {
        throw new Retryable.PartLost(path, "was replaced");
      }
      expectUncut(there.size());
    } catch (NoSuchFileException e) {
      throw new Retryable.PartLost(path, "was removed");
    } finally {
      writing.unlock();
    }
  }

  /** Whether bytes may be gone that were written since the last checkpoint. */
  public boolean isUnsynced() {
    return lost instanceof Retryable.Unsynced;
  }

  /** Reads into {@code buffer} what is at {@code position}; -1 at the end of the file. */
  public int read(ByteBuffer buffer, long position) throws IOException {
    return channel.read(buffer, position);
  }

  /** The digests of what is written, as far as it has no gap. */
  public FrontHash hash() {
    return hash;
  }

  public long size() throws IOException {
    return channel.size();
  }

  public Path path() {
    return path;
  }

  /** Cuts what lies behind {@code size} and makes all of it durable. */
  public void sync(long size) throws IOException {
    writing.lock();
    try {
      expectUncut(channel.size());
      extent = Math.min(extent, size);
    } finally {
      writing.unlock();
    }
    if (channel.size() > size) {
      channel.truncate(size);
    }
    force(true);
  }

  /** Makes durable what was written so far. */
  public void force() throws IOException {
    force(false);
  }

  /**
   * The system says only once that it could not write something, and takes it for written from then
   * on: so one failure counts for all that follows.
   */
  private void force(boolean metadata) throws IOException {
    IOException before = lost;
    if (before instanceof Retryable.Unsynced) {
      throw before;
    }
    if (before != null) {
      throw new IOException(before.getMessage(), before);
    }
    try {
      channel.force(metadata);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      IOException why = FullDisk.isMeantBy(e, folder()) ? new Retryable.Unsynced(path, e) : e;
      lose(why);
      throw why;
    }
  }

  /** Closes it; what is in it stays, and its journal says that this was in good order. */
  @Override
  public void close() throws IOException {
    Journal open = journal;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      channel.close();
    }
  }

  /** Closes and removes it and its journal: its bytes are of no use, and others need the room. */
  void forget() {
    Journal open = journal;
    try {
      if (open != null) {
        open.discard();
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot remove {} and its journal", path, e);
    }
    abandon();
  }

  /** Closes it when nobody cares for its bytes any more: what fails then harms nothing. */
  public void abandon() {
    try {
      close();
    } catch (IOException e) {
      LOG.debug("cannot close {}", path, e);
    }
  }
}
