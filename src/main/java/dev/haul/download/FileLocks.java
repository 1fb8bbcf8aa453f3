package dev.haul.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Locks the system keeps on files, and how far they can be believed. */
public interface FileLocks {

  /** What came of an attempt to lock a file. */
  enum Answer {
    LOCKED,
    HELD,
    UNSUPPORTED
  }

  /**
   * @param lock to be kept as long as it is to count: what nobody refers to is forgotten
   */
  record Outcome(Answer answer, @Nullable FileLock lock) {}

  /** Locks the file of {@code channel} from {@code position} on, until it is closed, if it can. */
  Outcome tryLock(FileChannel channel, long position);

  /**
   * Whether everybody who can reach {@code folder} sees its locks. If not, as on NFS mounted {@code
   * nolock}, a lock that is free says nothing of other machines.
   */
  boolean areSeenByAll(Path folder);

  /** For file systems whose locks hang or lie: there are none. */
  FileLocks NONE =
      new FileLocks() {
        @Override
        public Outcome tryLock(FileChannel channel, long position) {
          return new Outcome(Answer.UNSUPPORTED, null);
        }

        @Override
        public boolean areSeenByAll(Path folder) {
          return false;
        }
      };

  /** Those of the system. */
  FileLocks SYSTEM = new OfSystem();

  /** Asks the system; of folders it has asked about it remembers the answer. */
  final class OfSystem implements FileLocks {

    /** Only this machine can reach these; any other may be shared. */
    private static final Set<String> LOCAL =
        Set.of(
            ("apfs bcachefs btrfs exfat ext2 ext3 ext4 f2fs fuseblk hfs jfs ntfs ntfs3 overlay"
                    + " ramfs reiserfs tmpfs ufs vfat xfs zfs")
                .split(" "));

    private static final int MOST_REMEMBERED = 1000;

    /** To look one up reads all mounts of the system. */
    private final Map<Path, Boolean> local = new ConcurrentHashMap<>();

    private OfSystem() {}

    @Override
    public Outcome tryLock(FileChannel channel, long position) {
      try {
        FileLock lock = channel.tryLock(position, Long.MAX_VALUE - position, false);
        return new Outcome(lock == null ? Answer.HELD : Answer.LOCKED, lock);
      } catch (OverlappingFileLockException held) {
        return new Outcome(Answer.HELD, null);
      } catch (IOException unsupported) {
        return new Outcome(Answer.UNSUPPORTED, null);
      }
    }

    @Override
    public boolean areSeenByAll(Path folder) {
      if (folder.getFileSystem() != FileSystems.getDefault()) {
        return true;
      }
      Boolean known = local.get(folder);
      if (known == null) {
        if (local.size() >= MOST_REMEMBERED) {
          local.clear();
        }
        known = isLocal(folder.toAbsolutePath());
        local.put(folder, known);
      }
      return known;
    }

    private static boolean isLocal(Path folder) {
      Path there = folder;
      while (there.getParent() != null && !there.toFile().exists()) {
        there = there.getParent();
      }
      try {
        return LOCAL.contains(Files.getFileStore(there).type().toLowerCase(Locale.ROOT));
      } catch (IOException unknown) {
        return false;
      }
    }
  }
}
