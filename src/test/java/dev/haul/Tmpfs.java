package dev.haul;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A real file system of a few megabytes, which can be filled; tests that need it skip without. */
final class Tmpfs implements AutoCloseable {

  private final Path folder;

  private Tmpfs(Path folder) {
    this.folder = folder;
  }

  /** Mounts one at {@code folder}, which is made; {@code options} are those of mount. */
  static Tmpfs mount(Path folder, String options) throws Exception {
    Files.createDirectories(folder);
    boolean mounted = run("mount", "-t", "tmpfs", "-o", options, "haul-test", folder.toString());
    assumeTrue(mounted, "needs root, or whatever else mounting a tmpfs needs here");
    return new Tmpfs(folder);
  }

  Path folder() {
    return folder;
  }

  long free() {
    return folder.toFile().getUsableSpace();
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  /** Takes all but {@code leave} bytes, or what there is. */
  void fill(long leave) throws IOException {
    try (FileChannel file =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer page = ByteBuffer.allocate(4096);
      while (free() > leave) {
        page.clear();
        file.write(page);
      }
    } catch (IOException e) {
      if (!e.getMessage().contains("No space")) {
        throw e;
      }
    }
  }

  /** Takes every name that is left for a file: nothing can be created, and bytes have room. */
  void takeAllNames() throws IOException {
    Files.createDirectories(folder.resolve("names"));
    try {
      for (int i = 0; ; i++) {
        Files.createFile(folder.resolve("names").resolve(String.valueOf(i)));
      }
    } catch (IOException full) {
      // That is what was wanted.
    }
  }

  /** Gives back what was taken. */
  void giveBack() throws IOException {
    Files.deleteIfExists(filler());
    Path names = folder.resolve("names");
    if (Files.exists(names)) {
      try (Stream<Path> all = Files.list(names)) {
        for (Path name : List.copyOf(all.toList())) {
          Files.delete(name);
        }
      }
      Files.delete(names);
    }
  }

  /** As when a stick is pulled: the path leads to what is below; what is open stays open. */
  void unmount() throws Exception {
    run("umount", "-l", folder.toString());
  }

  @Override
  public void close() throws Exception {
    unmount();
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
