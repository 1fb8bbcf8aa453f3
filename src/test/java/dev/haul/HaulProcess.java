package dev.haul;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Haul as a process of its own, as users run it; killed when closed. */
final class HaulProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static int count;

  private final Process process;
  private final Path output;

  private HaulProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Runs in {@code folder}; what it prints is kept beside it. */
  static HaulProcess start(Path folder, String... arguments) throws IOException {
    Files.createDirectories(folder);
    Path output = folder.resolveSibling(folder.getFileName() + "-" + ++count + ".out");
    List<String> command = new ArrayList<>();
    // Whoever runs the tests in the background has SIGINT ignored, and so would their children.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath()));
    command.add("dev.haul.Haul");
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new HaulProcess(process, output);
  }

  /**
   * {@code haul serve} for a broker.
   *
   * @param folder its working directory; downloads go to the folder of that name beside it
   */
  static HaulProcess serve(Path folder, String broker, String... keys) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    List<String> all =
        new ArrayList<>(
            List.of(
                "haul.http.port=0",
                "haul.queue.broker=artemis",
                "haul.queue.url=" + broker,
                "haul.downloads=" + folder.resolveSibling("downloads")));
    all.addAll(List.of(keys));
    all.forEach(key -> arguments.addAll(List.of("--set", key)));
    return start(folder, arguments.toArray(String[]::new));
  }

  /** That of the tests, wherever the other process runs. */
  private static String classPath() throws IOException {
    List<String> parts = new ArrayList<>();
    if (Haul.class.getClassLoader() instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        parts.add(Path.of(URI.create(url.toString())).toString());
      }
    } else {
      for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
        parts.add(Path.of(part).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  HaulProcess awaitOutput(String text) {
    await().atMost(PATIENCE).until(() -> output().contains(text));
    return this;
  }

  /** Sends a signal by its name. */
  HaulProcess signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    return this;
  }

  int awaitExit() throws Exception {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
