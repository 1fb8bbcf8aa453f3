package dev.haul;

import static dev.haul.RestTest.DOWNLOADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.WebClient.Response;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real program: what it accepted is downloaded, though it is killed the moment after. */
@Timeout(120)
class RestCrashTest {

  private static final Pattern PAGE = Pattern.compile("page (http://\\S+)/");
  private static final Content CONTENT = Content.of(7, 300_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    origin.close();
  }

  private Process serve(Path log, String... keys) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.haul.Haul",
                "serve",
                "--set",
                "haul.http.port=0",
                "--set",
                "haul.inbox=" + folder.resolve("inbox"),
                "--set",
                "haul.downloads=" + folder.resolve("downloads")));
    for (String key : keys) {
      command.addAll(List.of("--set", key));
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    return process;
  }

  private static String page(Path log, Process process) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
              Matcher line = PAGE.matcher(Files.readString(log));
              return line.find() ? line.group(1) : null;
            },
            found -> found != null);
  }

  @Test
  void whatWasAcceptedIsDownloadedThoughItIsKilledAtOnce() throws Exception {
    Path log = folder.resolve("first.log");
    Process first = serve(log);
    WebClient web = new WebClient(page(log, first));
    String url = origin.serve("/a.bin", CONTENT, Pace.neverAnswers());
    String other = origin.serve("/b.bin", CONTENT, Pace.neverAnswers());
    Response paused = web.post(DOWNLOADS, "{\"url\":\"" + other + "\"}");
    assertThat(web.send("POST", paused.header("Location") + "/pause", "").status()).isEqualTo(202);
    Response accepted = web.post(DOWNLOADS, "{\"url\":\"" + url + "\"}");
    first.destroyForcibly().waitFor();
    assertThat(accepted.status()).isEqualTo(202);
    origin.serve("/a.bin", CONTENT);
    origin.serve("/b.bin", CONTENT);

    Path again = folder.resolve("second.log");
    Process second = serve(again);
    WebClient later = new WebClient(page(again, second));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> later.get(accepted.header("Location")).json().path("state").asText(),
            "proven"::equals);
    assertThat(later.get(paused.header("Location")).json().path("state").asText())
        .isEqualTo("paused");
    assertThat(folder.resolve("downloads/a.bin")).hasSize(CONTENT.size());
    second.destroy();
    assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
  }

  @Test
  void aPortInUseOrAMissingTokenEndsItWithTwo() throws Exception {
    Path log = folder.resolve("serve.log");
    String taken = "haul.http.port=" + origin.port();
    for (String key : List.of(taken, "haul.http.host=0.0.0.0", "haul.http.port=x")) {
      Process process = serve(log, key);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(ExitCode.USAGE);
      assertThat(Files.readString(log))
          .contains("haul: ", "haul.http.")
          .doesNotContain("\tat ", "page http");
    }
  }
}
