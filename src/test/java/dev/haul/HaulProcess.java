package dev.haul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code haul serve} in a process of its own, which can be killed. */
final class HaulProcess implements AutoCloseable {

  private final Process process;

  private HaulProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts one that works for {@code broker}.
   *
   * @param folder its working directory; downloads go to the folder of that name beside it
   */
  static HaulProcess start(Path folder, String broker, String... keys) throws IOException {
    Files.createDirectories(folder);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.haul.Haul",
                "serve",
                "--set",
                "haul.http.port=0",
                "--set",
                "haul.queue.broker=artemis",
                "--set",
                "haul.queue.url=" + broker,
                "--set",
                "haul.downloads=" + folder.resolveSibling("downloads")));
    for (String key : keys) {
      command.add("--set");
      command.add(key);
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    return new HaulProcess(process);
  }

  /** As {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
