package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/rest.md do what the page says, in its order. */
@Timeout(120)
class RestDocTest {

  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final int TIMED_OUT = 28;

  @TempDir private Path folder;

  private static List<String> commands() throws Exception {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/rest.md")));
    while (block.find()) {
      block.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    return commands;
  }

  @Test
  void everyExampleWorks() throws Exception {
    assumeTrue(run("curl --version").exit() == 0, "there is no curl");
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThan(12).allMatch(command -> command.contains("curl "));
    try (Origin origin = Origin.start();
        HaulFixture haul = HaulFixture.start(folder, HaulFixture.SERVE)) {
      String slow = origin.serve("/report.csv", Content.of(3, 3_000_000), Pace.rate(60_000));
      for (String name : List.of("a", "b", "c", "d", "e")) {
        origin.serve("/" + name + ".csv", Content.of(7, 1000));
      }
      for (String command : commands) {
        if (command.contains("/retry")) {
          WebClient web = new WebClient(haul.url());
          await()
              .until(
                  () -> web.get("/api/v1/downloads/report").json().path("finishedAt").isTextual());
        }
        String real =
            command
                .replace("http://127.0.0.1:8087", haul.url())
                .replace("https://example.org", slow.replace("/report.csv", ""))
                .replace("curl ", "curl -sS -w '\\n%{http_code}' ");
        Result result = run(real);
        if (command.contains("--max-time")) {
          assertThat(result.exit()).isEqualTo(TIMED_OUT);
          assertThat(result.output()).contains("event: downloads", "event: chunks");
          continue;
        }
        assertThat(result.exit()).as(command + result.output()).isZero();
        assertThat(result.output().lines().reduce("", (first, last) -> last))
            .as(command + "\n" + result.output())
            .isIn("200", "202", "204");
      }
    }
  }

  private record Result(int exit, String output) {}

  private static Result run(String command) throws Exception {
    Process process = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    return new Result(process.waitFor(), output);
  }
}
