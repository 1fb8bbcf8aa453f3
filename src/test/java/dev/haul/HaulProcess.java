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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", classPath()));
    command.add("dev.haul.Haul");
    command.addAll(List.of(arguments));
    return run(folder, command);
  }

  /** {@code haul serve} for a broker; see {@link #forBroker}. */
  static HaulProcess serve(Path folder, String broker, String... keys) throws IOException {
    return start(folder, forBroker(folder, broker, keys).toArray(String[]::new));
  }

  /** The same as users start it, by the launcher. */
  static HaulProcess launch(Path launcher, Path folder, String broker) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(forBroker(folder, broker));
    return run(folder, command);
  }

  /** Downloads go to the folder of that name beside {@code folder}. */
  private static List<String> forBroker(Path folder, String broker, String... keys) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "haul.http.port=0",
                "haul.queue.broker=artemis",
                "haul.queue.url=" + broker,
                "haul.downloads=" + folder.resolveSibling("downloads")));
    settings.addAll(List.of(keys));
    List<String> arguments = new ArrayList<>(List.of("serve"));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private static HaulProcess run(Path folder, List<String> program) throws IOException {
    Files.createDirectories(folder);
    Path output = folder.resolveSibling(folder.getFileName() + "-" + ++count + ".out");
    // Whoever runs the tests in the background has SIGINT ignored, and so would their children.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(program);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new HaulProcess(process, output);
  }

  /** That of the tests, wherever the other process runs. */
  static String classPath() throws IOException {
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
