package dev.haul.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Folders whose names last: a file that was synced can still lose its name. */
public final class DurableFolder {

  private DurableFolder() {}

  /**
   * Sees to it that {@code folder} is there, for good if it is new. {@link Files#createDirectories}
   * alone throws and catches two exceptions for each folder that exists, which is most of the time
   * of making a small file.
   */
  public static void create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      create(parent);
    }
    Files.createDirectories(folder);
    if (parent != null) {
      sync(parent);
    }
  }

  /** Syncs the entries of {@code folder}; does nothing where the platform cannot, as on Windows. */
  public static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }
}
