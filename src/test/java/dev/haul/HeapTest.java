package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Receipt;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The heap does not grow with the file: 300 MB go through 64 MB in another process. */
@Timeout(120)
class HeapTest {

  private static final Content LARGE = Content.of(7, 300_000_000);

  @TempDir private Path folder;

  /** What the other process does. */
  static final class Downloader {
    private Downloader() {}

    public static void main(String[] arguments) throws Exception {
      try (HaulFixture haul =
          HaulFixture.start(
              Path.of(arguments[0]),
              "haul.chunk.below-1GiB",
              "64MiB",
              "haul.chunk.below-100MiB",
              "64MiB")) {
        Receipt receipt = haul.get(arguments[1]);
        System.out.println("receipt " + receipt.file().sha256());
      }
    }
  }

  @Test
  void downloadsFileThatIsLargerThanTheHeap() throws Exception {
    try (Origin origin = Origin.start()) {
      Path out = folder.resolve("out");
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx64m",
                      "-XX:+ExitOnOutOfMemoryError",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Downloader.class.getName(),
                      folder.toString(),
                      origin.serve("/file.bin", LARGE)))
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      try {
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(Files.readString(out))
          .contains("receipt " + LARGE.sha256())
          .doesNotContain("OutOfMemoryError");
      assertThat(process.exitValue()).isZero();
    }
  }
}
