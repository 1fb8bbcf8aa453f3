package dev.haul.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the names in a folder durable: a file that was synced can still lose its name. */
public final class DurableFolder {

  private DurableFolder() {}

  /** Syncs the entries of {@code folder}; does nothing where the platform cannot, as on Windows. */
  public static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
