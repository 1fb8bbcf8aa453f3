package dev.haul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Checksum;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.IfExists;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<DownloadRequest> asked = new ArrayList<>();
  private final List<Configuration> started = new ArrayList<>();
  private String standardInput = "";
  private Function<DownloadRequest, Receipt> answer = Receipts::proven;

  CommandLineTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void endsWithZeroWhenAllIsProven() {
    assertThat(haul("get", "http://h/a", "http://h/b")).isZero();
    assertThat(asked).extracting(DownloadRequest::url).containsExactly("http://h/a", "http://h/b");
    assertThat(out.toString(UTF_8).lines()).hasSize(2).allMatch(line -> line.startsWith("proven"));
  }

  @Test
  void endsWithOneWhenSomethingFailedForGood() {
    answer = request -> Receipts.failed(request, request.url().endsWith("a"));
    assertThat(haul("get", "http://h/a", "http://h/b")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).contains("http://h/b: the server said no");
  }

  @Test
  void endsWith75WhenAllThatFailedMayWorkLater() {
    answer =
        request ->
            request.url().endsWith("a") ? Receipts.failed(request, true) : Receipts.proven(request);
    assertThat(haul("get", "http://h/a", "http://h/b")).isEqualTo(ExitCode.TRY_AGAIN);
  }

  @Test
  void handsOptionsOn() throws Exception {
    Path file = Files.writeString(folder.resolve("headers"), "# mine\nX-B: 2\n\n");
    String sha256 = "ab".repeat(32);
    int code =
        haul(
            "get",
            "http://h/a",
            "--name",
            "n",
            "--checksum",
            "sha256:" + sha256,
            "--mirror",
            "http://m/a",
            "--header",
            "X-A: 1",
            "--header",
            "@" + file,
            "--connections",
            "4",
            "--if-exists",
            "replace",
            "--dir",
            "down");
    assertThat(code).isZero();
    DownloadRequest request = asked.get(0);
    assertThat(request.name()).isEqualTo("n");
    assertThat(request.urls()).containsExactly("http://h/a", "http://m/a");
    assertThat(request.checksums()).containsExactly(Checksum.of("sha-256", sha256));
    assertThat(request.headers())
        .containsExactly(new HttpField("X-A", "1"), new HttpField("X-B", "2"));
    assertThat(request.connections()).isEqualTo(4);
    assertThat(request.ifExists()).isEqualTo(IfExists.REPLACE);
    assertThat(started.get(0).path("haul.downloads")).isEqualTo(Path.of("down"));
  }

  @Test
  void downloadsIntoTheCurrentFolderUnlessTold() {
    haul("get", "http://h/a");
    assertThat(started.get(0).path("haul.downloads")).isEqualTo(Path.of("."));
  }

  @Test
  void readsListFromStandardInputAndFile() throws Exception {
    standardInput = "# list\nhttp://h/a\thttp://m/a\r\n\nhttp://h/b\n";
    assertThat(haul("get", "-i", "-", "--if-exists", "fail")).isZero();
    Path list = Files.writeString(folder.resolve("l.txt"), "http://h/c\n");
    assertThat(haul("get", "http://h/x", "-i", list.toString())).isZero();
    assertThat(asked)
        .extracting(DownloadRequest::url)
        .containsExactly("http://h/a", "http://h/b", "http://h/x", "http://h/c");
    assertThat(asked.get(0).ifExists()).isEqualTo(IfExists.FAIL);
  }

  @Test
  void namesTheLineOfAnUnreadableList() {
    standardInput = "http://h/a\nhttp://h/b c\n";
    assertThat(haul("get", "-i", "-")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).contains("line 2");
    assertThat(asked).isEmpty();
  }

  @Test
  void printsNothingButReceiptsAsJson() {
    answer = request -> Receipts.failed(request, false);
    assertThat(haul("get", "--json", "http://h/a")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString(UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("{\"schema\":\"haul/receipt/1\"")
        .contains("\"outcome\":\"failed\"", "\"receivedAt\":\"1970-01-01T00:00:00Z\"");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void quietTellsOnlyWhatFailed() {
    haul("get", "--quiet", "http://h/a");
    assertThat(out.size() + err.size()).isZero();
    answer = request -> Receipts.failed(request, false);
    haul("get", "--quiet", "http://h/a");
    assertThat(out.size()).isZero();
    assertThat(err.toString(UTF_8)).contains("the server said no");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get",
        "get http://h/a http://h/b --name n",
        "get http://h/a http://h/b --mirror http://m/a",
        "get -i - --checksum md5:00",
        "get http://h/a --checksum md5:00",
        "get http://h/a --checksum crc9:00",
        "get http://h/a --header broken",
        "get http://h/a --header @/does/not/exist",
        "get http://h/a --connections 0",
        "get http://h/a --connections many",
        "get http://h/a --if-exists maybe",
        "get http://h/a --limit 1MB/s",
        "get http://h/a --checksum-from http://h/a.sha256",
        "get http://h/a --config /does/not/exist",
        "get http://h/a --set haul.inbox",
        "get http://h/a --set haul.stop-within=soon",
        "get -i /does/not/exist",
        "verify file",
        "serve --set haul.log.level=loud",
        ""
      })
  void refusesWrongUsage(String arguments) {
    assertThat(haul(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).startsWith("haul: ").doesNotContain("\tat ");
    assertThat(asked).isEmpty();
  }

  @Test
  void suggestsTheNearestOptionKeyAndCommand() {
    haul("get", "--qiet", "http://h/a");
    haul("get", "http://h/a", "--set", "haul.htp.port=1");
    haul("serv");
    assertThat(err.toString(UTF_8))
        .contains("Did you mean --quiet?", "did you mean haul.http.port?", "Did you mean serve?");
  }

  @Test
  void saysWhatIsNotSupportedYet() {
    haul("get", "http://h/a", "--limit", "1MB/s");
    haul("verify", "x");
    assertThat(err.toString(UTF_8))
        .contains("--limit is not supported yet", "verify is not supported yet");
  }

  @Test
  void helpsAndTellsItsVersion() {
    assertThat(haul("--help")).isZero();
    assertThat(haul("get", "--help")).isZero();
    assertThat(haul("--version")).isZero();
    assertThat(out.toString(UTF_8)).contains("--if-exists", "haul ").doesNotContain("--timing");
  }

  private int haul(String... arguments) {
    Program program =
        new Program(
            (configuration, doors) -> {
              started.add(configuration);
              return new FakeEngine();
            },
            Haul::readList,
            ReceiptJson::toJson,
            Timing.sinceLaunch(),
            new Program.Streams(
                new ByteArrayInputStream(standardInput.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8)));
    return Haul.commandLine(program).execute(arguments);
  }

  /** Answers at once with what the test says. */
  private final class FakeEngine implements Engine {
    @Override
    public CompletionStage<?> get(List<DownloadRequest> requests, Consumer<Receipt> each) {
      asked.addAll(requests);
      requests.stream().map(answer).forEach(each);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<Progress> progress() {
      return List.of();
    }

    @Override
    public Kept kept() {
      return Kept.NOTHING;
    }

    @Override
    public void close() {}
  }
}
