package dev.haul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Folders of tests in memory, where there is such a place with room: a sync takes milliseconds on a
 * disk. What syncs are for is tested on a {@link dev.haul.disk.PowerDisk}.
 */
public final class MemoryFolders implements TempDirFactory {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM_BYTES = 2L << 30;

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    boolean fits = Files.isWritable(MEMORY) && MEMORY.toFile().getUsableSpace() > ROOM_BYTES;
    return fits ? Files.createTempDirectory(MEMORY, "haul-") : Files.createTempDirectory("haul-");
  }
}
