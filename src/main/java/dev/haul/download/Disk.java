package dev.haul.download;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What can be asked of the file systems that downloads go to. */
public interface Disk {

  /** Bytes that may be written below {@code folder}; 0 when it is not there. */
  long usable(Path folder);

  /** Bytes that the file system of {@code folder} has in all; 0 when it is not there. */
  long total(Path folder);

  /** Tells the file system of {@code folder} from others; null when it is not there. */
  @Nullable Object fileSystem(Path folder);

  /** The disks of this machine. */
  static Disk local() {
    return new Local();
  }

  /** By FileStore only where there is no other way: it reads all mounts of the system each time. */
  final class Local implements Disk {

    @Override
    public long usable(Path folder) {
      return isOfSystem(folder)
          ? folder.toFile().getUsableSpace()
          : told(folder, FileStore::getUsableSpace);
    }

    @Override
    public long total(Path folder) {
      return isOfSystem(folder)
          ? folder.toFile().getTotalSpace()
          : told(folder, FileStore::getTotalSpace);
    }

    private static boolean isOfSystem(Path folder) {
      return folder.getFileSystem() == FileSystems.getDefault();
    }

    private interface Figure {
      long of(FileStore store) throws IOException;
    }

    private static long told(Path folder, Figure figure) {
      try {
        return figure.of(Files.getFileStore(folder));
      } catch (IOException e) {
        return 0;
      }
    }

    @Override
    public @Nullable Object fileSystem(Path folder) {
      try {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
            ? Files.getAttribute(folder, "unix:dev")
            : folder.toRealPath().getRoot();
      } catch (IOException e) {
        return null;
      }
    }
  }
}
