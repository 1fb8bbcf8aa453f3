package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one generation of a download before they are proven: {@code .haul/ID.part}.
 *
 * <p>It is sparse and has its full size from the beginning, so that chunks are written where they
 * belong, in any order and by any thread. A new generation gets a new file, never the old one's: a
 * late write of an aborted connection cannot reach it.
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

  private PartFile(Path path, FileChannel channel, Collection<Checksum> wanted) {
    this.path = path;
    this.channel = channel;
    this.hash = new FrontHash(this, wanted);
  }

  /**
   * Creates the file anew.
   *
   * @param size bytes the file is going to have; 0 when unknown
   * @param wanted checksums it is going to be compared with
   * @throws IOException when the folder cannot be written
   */
  public static PartFile create(Path path, long size, Collection<Checksum> wanted)
      throws IOException {
    DurableFolder.create(Objects.requireNonNull(path.getParent(), "a part file has a folder"));
    PartFile part = new PartFile(path, openNew(path), wanted);
    if (size > 0) {
      part.write(new byte[1], 1, size - 1);
    }
    return part;
  }

  private static FileChannel openNew(Path path) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE);
    try {
      return FileChannel.open(path, options);
    } catch (FileAlreadyExistsException left) {
      Files.delete(path);
      return FileChannel.open(path, options);
    }
  }

  /** Writes the first {@code count} bytes of {@code buffer} at {@code position}. */
  public void write(byte[] buffer, int count, long position) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
    long next = position;
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
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
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
