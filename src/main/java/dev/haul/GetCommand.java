package dev.haul;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.Origin;
import dev.haul.download.Receipt;
import dev.haul.download.UrlRedaction;
import dev.haul.terminal.Display;
import dev.haul.terminal.Displays;
import dev.haul.terminal.Interruption;
import dev.haul.terminal.NoteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code haul get}: downloads what the command line names, and ends. */
@Command(
    name = "get",
    description = "Download files into the current directory.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every file is there and proven",
      "1:some failed for good",
      "2:wrong usage or configuration",
      "75:gave up for now; the same command tries again",
      "130, 143:interrupted; the same command tries again"
    })
final class GetCommand implements Callable<Integer> {

  /** How the launcher was called. */
  private static final String COMMAND = "haul.command";

  private final Program program;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final RequestOptions options = new RequestOptions();

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Parameters(paramLabel = "URL", description = "What to download.")
  private List<String> urls = new ArrayList<>();

  @Option(
      names = "-i",
      paramLabel = "FILE",
      description = "Download what FILE lists; - is standard input.")
  private @Nullable String list;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Download into DIR instead of the current directory.")
  private Path dir = Path.of("");

  @Option(names = "--json", description = "Print receipts as JSON lines, and nothing else.")
  private boolean json;

  @Option(names = "--quiet", description = "Print only what failed.")
  private boolean quiet;

  @Option(names = "--limit", hidden = true)
  private @Nullable String limit;

  @Option(names = "--checksum-from", hidden = true)
  private @Nullable String checksumFrom;

  @Option(names = "--timing", hidden = true)
  private boolean timed;

  GetCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    List<DownloadRequest> requests = requests();
    Configuration resolved =
        configuration.resolve(
            Map.of("haul.downloads", dir.toString().isEmpty() ? "." : dir.toString()));
    Logging.forTerminal();
    program.timing().mark("configuration read");
    int code = run(requests, resolved);
    program.timing().mark("done");
    if (timed) {
      program.timing().print(program.streams().err());
    }
    return code;
  }

  private int run(List<DownloadRequest> requests, Configuration resolved) throws Exception {
    AtomicInteger code = new AtomicInteger(ExitCode.ALL_PROVEN);
    try (Engine engine = program.starter().start(resolved, List.of());
        Display display = display(engine);
        StopInTime stop = stopper(engine, display, resolved)) {
      program.timing().mark("routes started");
      Consumer<Receipt> each =
          receipt -> {
            code.updateAndGet(before -> ExitCode.after(before, receipt));
            if (receipt.outcome().isSuccess() || !stop.isStopping()) {
              display.finished(receipt);
            }
          };
      await(engine.get(requests, each), display, stop);
      program.timing().mark("downloaded");
    }
    return code.get();
  }

  private void await(CompletionStage<?> end, Display display, StopInTime stop) throws Exception {
    PrintStream log = System.err;
    System.setErr(new PrintStream(new NoteStream(display::note, Charset.defaultCharset()), true));
    try {
      end.toCompletableFuture().get();
    } catch (ExecutionException failure) {
      if (!stop.isStopping()) {
        throw failure;
      }
    } finally {
      System.setErr(log);
    }
  }

  private StopInTime stopper(Engine engine, Display display, Configuration resolved) {
    AtomicBoolean told = new AtomicBoolean(quiet);
    return new StopInTime(
        resolved.duration("haul.stop-within"),
        ExitCode.TERMINATED,
        display::close,
        () -> {
          engine.close();
          if (!told.getAndSet(true)) {
            program.streams().err().println(interruption(engine.kept(), resolved));
          }
        });
  }

  private String interruption(Kept kept, Configuration resolved) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty(COMMAND, "haul"));
    command.addAll(
        Objects.requireNonNull(spec).root().commandLine().getParseResult().originalArgs());
    UrlRedaction redaction = new UrlRedaction(resolved.list("haul.safety.secret-parameters"));
    return Interruption.sentence(
        command, word -> !redaction.redact(word).equals(word), kept.bytes(), kept.total());
  }

  private Display display(Engine engine) {
    PrintStream out = program.streams().out();
    PrintStream err = program.streams().err();
    if (json) {
      return Displays.forProgram(receipt -> out.println(program.json().apply(receipt)), err);
    }
    if (quiet) {
      return Displays.quiet(err);
    }
    return Boolean.getBoolean("haul.terminal")
        ? Displays.live(engine::progress, out)
        : Displays.plain(engine::progress, out, err);
  }

  private List<DownloadRequest> requests() {
    if (limit != null || checksumFrom != null) {
      throw usage((limit != null ? "--limit" : "--checksum-from") + " is not supported yet");
    }
    if (urls.isEmpty() && list == null) {
      throw usage("expected a URL, or a list with -i");
    }
    String single = options.forOneFileOnly();
    if (single != null && (urls.size() > 1 || list != null)) {
      throw usage(single + " is for a single URL");
    }
    try {
      RequestOptions.Resolved all = options.resolve();
      List<DownloadRequest> requests = new ArrayList<>();
      Origin origin = new Origin(Door.CLI, null, Instant.now());
      urls.forEach(url -> requests.add(all.request(url, origin)));
      if (list != null) {
        listed(list).forEach(request -> requests.add(all.applyTo(request)));
      }
      return requests;
    } catch (IllegalArgumentException wrong) {
      throw usage(String.valueOf(wrong.getMessage()));
    }
  }

  private List<DownloadRequest> listed(String file) {
    boolean standardInput = file.equals("-");
    try (InputStream in =
        standardInput ? program.streams().in() : Files.newInputStream(Path.of(file))) {
      return program.lists().read(standardInput ? "standard input" : file, in);
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException(file + ": there is no such file", missing);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return Haul.usage(spec, message);
  }
}
