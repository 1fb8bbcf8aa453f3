package dev.haul;

import dev.haul.terminal.OverviewFrame;
import dev.haul.terminal.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code haul top}: what a running service does, until somebody has seen enough. */
@Command(
    name = "top",
    description = "Watch what a running service does; q or Ctrl-C ends it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by q or Ctrl-C",
      "1:something else answered",
      "2:wrong usage, configuration or token; no terminal",
      "75:no service answers there"
    })
final class TopCommand implements Callable<Integer> {

  private static final Duration PERIOD = Duration.ofMillis(500);

  private final Program program;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  TopCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    RunningHaul service = RunningHaul.of(configuration.resolve(Map.of()));
    if (!Boolean.getBoolean("haul.terminal")) {
      throw noTerminal();
    }
    try {
      // Before anything is drawn: what is wrong now is said in one line.
      service.overview(1);
    } catch (RunningHaul.Unreachable none) {
      program.streams().err().println("haul: " + none.getMessage());
      return none.exitCode();
    }
    Watch watch = new Watch(PERIOD, program.streams().out());
    if (!watch.run((width, height) -> picture(service, width, height))) {
      throw noTerminal();
    }
    return ExitCode.ALL_PROVEN;
  }

  private RuntimeException noTerminal() {
    return Haul.usage(spec, "top needs a terminal; haul status tells the same once");
  }

  private static List<String> picture(RunningHaul service, int width, int height) {
    try {
      return OverviewFrame.render(service.overview(Math.max(1, height)), width, height);
    } catch (IOException gone) {
      // A service that is started again is found again.
      return OverviewFrame.message("no answer from " + service.where() + ", trying again", width);
    }
  }
}
