package dev.haul.download;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The downloads folder, and whether it is still where it was: when its disk is unmounted, the path
 * leads to the disk below, which is not to be filled in its place.
 */
public final class DownloadsRoot {

  private final Disk disk;
  private final Path root;

  // All below guarded by this.
  /** The file system on which the folder was seen last. */
  private @Nullable Object home;

  /** The one that the folder would be on if that were not mounted. */
  private @Nullable Object below;

  public DownloadsRoot(Disk disk, Path root) {
    this.disk = disk;
    this.root = root;
    look();
  }

  /** Remembers where the folder is now; called from time to time. */
  public void look() {
    Object system = disk.fileSystem(root);
    if (system != null && isMounted()) {
      remember(system);
    }
  }

  /**
   * Makes {@code folder}, which is below the root, unless it is there.
   *
   * @throws Retryable.FolderLost when the disk of the root is not mounted any more
   */
  public void make(Path folder) throws IOException {
    expectMounted();
    DurableFolder.create(folder);
    if (!isKnown()) {
      look();
    }
  }

  private synchronized boolean isKnown() {
    return home != null;
  }

  /**
   * @throws Retryable.FolderLost when the disk of the root is not mounted any more
   */
  public void expectMounted() throws Retryable.FolderLost {
    if (!isMounted()) {
      throw new Retryable.FolderLost(
          root,
          "its disk is not mounted any more; mount it and try again,"
              + " or start Haul anew to use what is there now");
    }
  }

  /** Whether the root is, or would be made, on the file system where it was, or on a new one. */
  public synchronized boolean isMounted() {
    return home == null || below == null || !below.equals(nearest());
  }

  /** The file system of the root, or of the folder in which it would be made. */
  private @Nullable Object nearest() {
    for (Path path = root; path != null; path = path.getParent()) {
      Object found = disk.fileSystem(path);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private synchronized void remember(Object system) {
    if (!system.equals(home)) {
      home = system;
      below = null;
      for (Path path = root.getParent(); path != null && below == null; path = path.getParent()) {
        Object outer = disk.fileSystem(path);
        below = system.equals(outer) ? null : outer;
      }
    }
  }
}
