package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

  private static final Logger LOG = LoggerFactory.getLogger(PartFile.class);

  private final Path path;
  private final FileChannel channel;

  /**
   * The kernel lets one writer at a time into a file and makes the others spin (7 % of all CPU time
   * at 1 GB/s): here they wait without.
   */
  private final ReentrantLock writing = new ReentrantLock();

  private final FrontHash hash;

  /** What of it is on the disk; null for a file that cannot be gone on with. Set once. */
  private volatile @Nullable Journal journal;

  /** Why bytes may never have reached the disk: said once by the system, kept for good. */
  private volatile @Nullable IOException lost;

  /** Referred to as long as it is to count. */
  @SuppressWarnings({"UnusedVariable", "FieldCanBeLocal"})
  private final FileLocks.Outcome lock;

  private PartFile(
      Path path, FileChannel channel, Collection<Checksum> wanted, FileLocks.Outcome lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
    this.hash = new FrontHash(this, wanted);
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
    FileChannel channel = openNew(path, locks);
    PartFile part = new PartFile(path, channel, wanted, locked(channel, path, locks));
    if (size > 0) {
      part.write(new byte[1], 1, size - 1);
    }
    return part;
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
    return new PartFile(path, channel, wanted, locked(channel, path, locks));
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

  /**
   * Writes the first {@code count} bytes of {@code buffer} at {@code position}. Bytes that are
   * hashed already stay as they are, whoever brings them again: else a digest could prove others
   * than those on the disk.
   */
  public void write(byte[] buffer, int count, long position) throws IOException {
    int there = (int) Math.max(0, Math.min(count, hash.position() - position));
    ByteBuffer bytes = ByteBuffer.wrap(buffer, there, count - there);
    long next = position + there;
    writing.lock();
    try {
      while (bytes.hasRemaining()) {
        next += channel.write(bytes, next);
      }
    } finally {
      writing.unlock();
    }
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
    if (before != null) {
      throw new IOException(before.getMessage(), before);
    }
    try {
      channel.force(metadata);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      lost = e;
      throw e;
    }
  }

  /**
   * Closes it and gives it its final name.
   *
   * @param replace whether a file of that name is to give way
   * @throws FileAlreadyExistsException when there is one, and it is to stay
   */
  public void publish(Path target, boolean replace) throws IOException {
    close();
    if (replace) {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      // A hard link fails where a rename would overwrite, so it is the way to a name that is free.
      Files.createLink(target, path);
      discard(path);
    } catch (UnsupportedOperationException | AccessDeniedException e) {
      Files.move(path, target);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException e) {
      LOG.debug("{}: no hard links here", target, e);
      Files.move(path, target);
    }
  }

  private static void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", part, e.toString());
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

  /** Closes it and removes its journal: its bytes are not to be gone on with. */
  void forget() {
    Journal open = journal;
    try {
      if (open != null) {
        open.discard();
      }
    } catch (IOException e) {
      LOG.warn("cannot remove the journal of {}", path, e);
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
