package dev.haul;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code haul serve}: watches the inbox and serves the page until it is told to stop. */
@Command(
    name = "serve",
    description = "Watch the inbox, download what is dropped into it, serve the page and the API.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ended by SIGTERM", "2:wrong usage or configuration"})
final class ServeCommand implements Callable<Integer> {

  private final Program program;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  ServeCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    Configuration resolved = configuration.resolve(Map.of());
    Logging.forService(resolved.choice("haul.log.level", Logging.Level.class));
    CompilerChoice.apply();
    AtomicReference<@Nullable Engine> engine = new AtomicReference<>();
    Duration limit = resolved.duration("haul.stop-within");
    // From now on, not only once the routes run: a SIGTERM during the start is no failure either.
    try (StopInTime stop =
        new StopInTime(limit, ExitCode.ALL_PROVEN, () -> {}, () -> close(engine.get()))) {
      engine.set(program.starter().start(resolved, doors(resolved)));
      if (stop.isStopping()) {
        close(engine.get());
      }
      // Not a constant: the log is configured above.
      LoggerFactory.getLogger(ServeCommand.class)
          .info("watching {}", resolved.path("haul.inbox").toAbsolutePath().normalize());
      // A signal ends the process; nothing else does.
      new CountDownLatch(1).await();
    }
    return ExitCode.ALL_PROVEN;
  }

  static List<String> doors(Configuration keys) {
    List<String> doors = new ArrayList<>(List.of("intake-folder"));
    if (Site.isWanted(keys)) {
      doors.addAll(Site.DOORS);
    }
    doors.addAll(QueueBroker.doors(keys));
    return doors;
  }

  private static void close(@Nullable Engine engine) {
    if (engine != null) {
      engine.close();
    }
  }
}
