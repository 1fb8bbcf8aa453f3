package dev.haul;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Nearest;
import dev.haul.download.ReceiptJson;
import dev.haul.intake.RequestReader;
import dev.haul.intake.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
@Command(
    name = "haul",
    description = "Downloads files and does not stop until each one is whole and proven.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = "%nhaul COMMAND --help tells more.")
public final class Haul implements Callable<Integer> {

  /**
   * A TLS connection that ends without close_notify may have been cut (RFC 9112 §9.8); the JVM
   * takes it for an end unless told otherwise, once.
   */
  private static final String CLOSE_NOTIFY = "com.sun.net.ssl.requireCloseNotify";

  @Spec private @Nullable CommandSpec spec;

  private Haul() {}

  public static void main(String[] arguments) {
    System.setProperty(CLOSE_NOTIFY, System.getProperty(CLOSE_NOTIFY, "true"));
    Timing timing = Timing.sinceLaunch();
    Program program =
        new Program(
            CamelEngine::start,
            Haul::readList,
            ReceiptJson::toJson,
            timing,
            new Program.Streams(System.in, System.out, System.err));
    System.exit(commandLine(program).execute(arguments));
  }

  @Override
  public Integer call() {
    throw usage(spec, "expected a command: get, serve, status or top");
  }

  static List<DownloadRequest> readList(String name, InputStream in) throws IOException {
    try {
      return new RequestReader().read(name, in.readAllBytes(), Door.CLI, Instant.now()).requests();
    } catch (Unreadable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static CommandLine commandLine(Program program) {
    PrintStream err = program.streams().err();
    return new CommandLine(new Haul())
        .addSubcommand(new GetCommand(program))
        .addSubcommand(new ServeCommand(program))
        .addSubcommand(new StatusCommand(program))
        .addSubcommand(new TopCommand(program))
        .addSubcommand(new VerifyCommand())
        .addSubcommand(new TrainCommand(program))
        // --header @FILE is ours: picocli would put the lines of FILE in its place.
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(program.streams().out(), true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler((wrong, arguments) -> refuse(err, wrong))
        .setExecutionExceptionHandler((broken, command, parsed) -> explain(err, broken));
  }

  static ParameterException usage(@Nullable CommandSpec spec, String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  private static int refuse(PrintStream err, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    err.println("haul: " + firstLine(wrong));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      unmatched.getUnmatched().stream()
          .findFirst()
          .filter(word -> !Words.of(command.getCommandSpec()).isEmpty())
          .map(word -> Nearest.to(word, Words.of(command.getCommandSpec())))
          .ifPresent(near -> err.println("Did you mean " + near + "?"));
    }
    err.println("Try " + command.getCommandSpec().qualifiedName() + " --help.");
    return ExitCode.USAGE;
  }

  private static int explain(PrintStream err, Exception broken) {
    for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidConfiguration) {
        err.println("haul: " + cause.getMessage());
        return ExitCode.USAGE;
      }
    }
    err.println("haul: a fault in Haul, please report it:");
    broken.printStackTrace(err);
    return ExitCode.FAILED;
  }

  private static String firstLine(ParameterException wrong) {
    return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("wrong usage");
  }
}
