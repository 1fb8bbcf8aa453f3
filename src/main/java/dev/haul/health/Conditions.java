package dev.haul.health;

import dev.haul.download.Download;
import dev.haul.download.Hold;
import dev.haul.download.OpenDownloads;
import dev.haul.fetch.ChunkQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What has to be so for Haul to work. */
public final class Conditions {

  /** Below it journals and receipts are at risk too. */
  private static final long LITTLE = 64 * 1024 * 1024;

  private Conditions() {}

  /**
   * All threads that fetch chunks are there. One that an {@code Error} ended outside of a bean does
   * not come back, and nor does the chunk it had.
   *
   * @param wanted how many there are to be
   */
  public static Condition consumers(ChunkQueue queue, int wanted) {
    AtomicBoolean complete = new AtomicBoolean();
    return Condition.ofLife(
        "haul-consumers",
        () -> {
          int alive = queue.consumers();
          if (alive >= wanted) {
            complete.set(true);
          }
          return alive >= wanted || !complete.get()
              ? null
              : alive + " of " + wanted + " threads that fetch are left; restart Haul";
        });
  }

  /** The folder for downloads can be written. */
  public static Condition downloads(Path folder) {
    AtomicBoolean seen = new AtomicBoolean();
    return Condition.ofWork("haul-downloads", () -> trouble(folder, "downloads folder", seen));
  }

  /** The inbox can be read, and what is done can be moved. */
  public static Condition inbox(Path folder) {
    AtomicBoolean seen = new AtomicBoolean(true);
    return Condition.ofWork("haul-inbox", () -> trouble(folder, "inbox", seen));
  }

  /** A folder that was never there is made when it is needed; one that vanished was a disk. */
  private static @Nullable String trouble(Path folder, String what, AtomicBoolean seen) {
    if (Files.isDirectory(folder)) {
      seen.set(true);
      return Files.isWritable(folder) ? null : "the " + what + " cannot be written";
    }
    if (seen.get()) {
      return "the " + what + " is gone";
    }
    return Files.isWritable(nearest(folder)) ? null : "the " + what + " cannot be made";
  }

  /** There is room, and no download waits for some. */
  public static Condition disk(OpenDownloads downloads, Path folder) {
    return Condition.ofWork(
        "haul-disk",
        () -> {
          long held = downloads.all().stream().filter(Conditions::waitsForDisk).count();
          if (held > 0) {
            return held + " downloads wait for room on the disk";
          }
          return free(folder) < LITTLE ? "the disk of the downloads folder is full" : null;
        });
  }

  private static boolean waitsForDisk(Download download) {
    return download.holds().stream().anyMatch(hold -> hold.kind() == Hold.Kind.DISK);
  }

  private static long free(Path folder) {
    try {
      return Files.getFileStore(nearest(folder)).getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }

  private static Path nearest(Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    return place;
  }
}
