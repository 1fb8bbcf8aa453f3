package dev.haul;

import dev.haul.broker.BrokerMain;
import dev.haul.broker.Workload;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The works of bench/queue: messages of 1 MB each, by one or two processes, killed or not. */
final class QueueBench {

  private static final Content CONTENT = Content.of(17, 1_000_000);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int KILLS = 5;

  private final Path launcher;
  private final Path folder;
  private final int jobs;
  private final Random random = Seeds.random();

  private QueueBench(Path launcher, Path folder, int jobs) {
    this.launcher = launcher;
    this.folder = folder;
    this.jobs = jobs;
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Path launcher = Path.of(arguments[0]).toAbsolutePath();
    int failed = 0;
    System.out.println("| work | messages | seconds | messages/s | lost, doubled or wrong |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    for (String work : List.of(arguments).subList(3, arguments.length)) {
      Path own = Files.createDirectories(Path.of(arguments[1], work));
      failed += new QueueBench(launcher, own, Integer.parseInt(arguments[2])).run(work);
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  @SuppressWarnings("SystemOut")
  private int run(String work) throws Exception {
    Process broker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                folder.resolve("broker").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Origin origin = Origin.start();
        BufferedReader out =
            new BufferedReader(
                new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8))) {
      String url = out.readLine();
      for (int i = 0; i < jobs; i++) {
        origin.serve("/" + i + ".bin", CONTENT);
      }
      Workload load = new Workload(url, jobs);
      load.send(origin.url("/") + "%d.bin");
      double seconds = work(work, url, load);
      List<String> faults = load.faults(folder.resolve("downloads"), CONTENT.sha256());
      System.out.printf(
          "| %s | %d | %.1f | %.1f | %d |%n", work, jobs, seconds, jobs / seconds, faults.size());
      faults.stream().limit(5).forEach(System.err::println);
      return faults.size();
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  private double work(String work, String url, Workload load) throws Exception {
    boolean two = work.equals("two") || work.equals("killed-of-two");
    HaulProcess one = HaulProcess.launch(launcher, folder.resolve("one"), url);
    HaulProcess other = two ? HaulProcess.launch(launcher, folder.resolve("other"), url) : null;
    long begin = System.nanoTime();
    try {
      if (work.equals("killed")) {
        for (int i = 1; i <= KILLS; i++) {
          load.receive(i * jobs / (KILLS + 1) + random.nextInt(jobs / 10), PATIENCE);
          one.close();
          one = HaulProcess.launch(launcher, folder.resolve("one"), url);
        }
      } else if (work.equals("killed-of-two")) {
        load.receive(jobs / 2, PATIENCE);
        one.close();
      }
      load.receive(jobs, PATIENCE);
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      one.close();
      if (other != null) {
        other.close();
      }
    }
  }
}
