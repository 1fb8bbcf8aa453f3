package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name that a proven file gets: in one step, so that nobody ever sees a part of it there, and
 * for good.
 *
 * @param replace whether a file of that name is to give way
 * @param sha256 of the file, in hex
 * @param time the time that the file is to have, or null for the one it has
 */
public record FinalName(Path target, boolean replace, String sha256, @Nullable Instant time) {

  private static final Logger LOG = LoggerFactory.getLogger(FinalName.class);

  /**
   * Closes {@code part}, which is synced, and gives it the name.
   *
   * @throws FileAlreadyExistsException when there is a file of that name, and it is to stay
   */
  public void give(PartFile part) throws IOException {
    part.abandon(); // All that counts is synced.
    Path from = part.path();
    setTime(from);
    try {
      name(from);
    } catch (AtomicMoveNotSupportedException elsewhere) {
      Path copy = copy(from);
      try {
        setTime(copy);
        name(copy);
      } finally {
        discard(copy);
      }
    }
    discard(from);
  }

  /** A hard link fails where a rename would overwrite, so it is the way to a name that is free. */
  private void name(Path from) throws IOException {
    if (replace || !link(from, target)) {
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
    }
    // Before the other name goes: a power cut is to leave at least one of them.
    makeLast(target);
  }

  /** The file has its name and its receipt: what fails now does not undo that. */
  public static void makeLast(Path target) {
    try {
      DurableFolder.sync(Objects.requireNonNull(target.getParent(), "a target has a folder"));
    } catch (IOException e) {
      LOG.warn("the name {} may be lost in a crash: {}", target, e.toString());
    }
  }

  /**
   * @return false when there are no hard links here, and the name is free
   */
  private static boolean link(Path from, Path target) throws IOException {
    try {
      Files.createLink(target, from);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      LOG.debug("{}: no hard links here", target, e);
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      return false;
    }
  }

  /** On the file system of the target, and as durable as the part file. */
  private Path copy(Path part) throws IOException {
    Path copy = target.resolveSibling("." + part.getFileName());
    LOG.info("{} is on another file system: copying", part);
    Files.deleteIfExists(copy);
    FullDisk.expectRoom(copy, Files.size(part));
    try (FileChannel from = FileChannel.open(part, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      String copied = Sha256.hex(buffer -> copy(from, to, buffer));
      if (!copied.equals(sha256)) {
        throw new IOException(
            "copying " + part + ": expected sha-256 " + sha256 + ", was " + copied);
      }
      to.force(true);
    } catch (IOException e) {
      discard(copy);
      throw e;
    }
    return copy;
  }

  private static int copy(FileChannel from, FileChannel to, ByteBuffer buffer) throws IOException {
    int count = from.read(buffer);
    ByteBuffer read = buffer.duplicate().flip();
    while (read.hasRemaining()) {
      to.write(read);
    }
    return count;
  }

  private void setTime(Path file) {
    try {
      if (time != null) {
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    } catch (IOException e) {
      LOG.warn("{} cannot get the time {}: {}", file, time, e.toString());
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", file, e.toString());
    }
  }
}
