package dev.haul;

import dev.haul.terminal.OverviewFrame;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code haul status}: what a running service does now. */
@Command(
    name = "status",
    description = "Tell what a running service does.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:a service answered",
      "1:something else answered",
      "2:wrong usage, configuration or token",
      "75:no service answers there"
    })
final class StatusCommand implements Callable<Integer> {

  /** As many downloads as a person looks at. */
  private static final int MOST = 50;

  private static final int WIDTH = 120;

  private final Program program;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(names = "--json", description = "Print all that have not ended, as one line of JSON.")
  private boolean json;

  @Option(names = "--quiet", description = "Print nothing; the exit code tells.")
  private boolean quiet;

  StatusCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    RunningHaul service = RunningHaul.of(configuration.resolve(Map.of()));
    PrintStream out = program.streams().out();
    try {
      if (quiet) {
        service.overview(1);
      } else if (json) {
        out.println(service.all());
      } else {
        OverviewFrame.render(service.overview(MOST), columns(System.getenv("COLUMNS")), MOST + 2)
            .forEach(out::println);
      }
      return ExitCode.ALL_PROVEN;
    } catch (RunningHaul.Unreachable none) {
      if (!quiet) {
        program.streams().err().println("haul: " + none.getMessage());
      }
      return none.exitCode();
    }
  }

  /** What is printed once may be wrapped or cut by whoever reads it, so the width is a default. */
  private static int columns(@Nullable String given) {
    return given != null && given.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(given) : WIDTH;
  }
}
