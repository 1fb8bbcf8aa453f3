package dev.haul.download;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** Tells a disk without room from one that is broken, by what an I/O error says. */
public final class FullDisk {

  /** As the C library and Windows call ENOSPC, EDQUOT and ERROR_DISK_FULL; Java adds no code. */
  private static final Pattern NO_ROOM =
      Pattern.compile("No space left on device|Disk quota exceeded|not enough space on the disk");

  /** Below this, a disk is full whatever it says, in whatever language. */
  private static final long NOTHING = 64 * 1024;

  /** Where the bytes of a write that worked may still have no place: the server has to say so. */
  private static final Pattern REMOTE =
      Pattern.compile("(nfs|cifs|smb|fuse|9p|ceph|afs|gluster|lustre).*");

  private FullDisk() {}

  /** Whether {@code error} says that something found no room below {@code folder}. */
  public static boolean isMeantBy(IOException error, Path folder) {
    if (error instanceof DownloadFailure || error instanceof ClosedChannelException) {
      return error instanceof Retryable.DiskFull;
    }
    return NO_ROOM.matcher(inWords(error)).find()
        || (Files.isWritable(folder) && Disk.local().usable(folder) < NOTHING);
  }

  /**
   * Fills no disk with most of a file, again and again.
   *
   * @throws FileSystemException when there is no room for {@code bytes} at {@code file}; {@link
   *     #isMeantBy} knows it
   */
  static void expectRoom(Path file, long bytes) throws FileSystemException {
    Path folder = Objects.requireNonNull(file.getParent(), "a file has a folder");
    if (Disk.local().usable(folder) < bytes) {
      throw new FileSystemException(
          file.toString(),
          null,
          "No space left on device: the copy needs " + Rations.inWords(bytes));
    }
  }

  /** What the system said, without the name of a file. */
  public static String inWords(IOException error) {
    String said = error instanceof FileSystemException named ? named.getReason() : null;
    return said != null ? said : Objects.requireNonNullElse(error.getMessage(), error.toString());
  }

  /** Whether writes to {@code folder} are only promises until they are synced. */
  static boolean isFoundOutLate(Path folder) {
    try {
      String type = Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
      return REMOTE.matcher(type).matches();
    } catch (IOException e) {
      return true;
    }
  }
}
