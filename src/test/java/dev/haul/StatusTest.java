package dev.haul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {

  private static final String TOKEN = "a-token-of-a-test";

  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  StatusTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void tellsWhatARunningServiceDoes() throws Exception {
    int port = freePort();
    try (Origin origin = Origin.start();
        Engine service = serve(port, Map.of())) {
      assertThat(status(port)).isZero();
      assertThat(out()).startsWith("nothing under way  http://127.0.0.1:" + port + "/");
      drop(origin.serve("/a.bin", Content.of(1, 8_000_000), Pace.rate(10_000)));
      Awaitility.await()
          .until(() -> status(port) == 0 && out().contains("1 running") && out().contains("a.bin"));
      assertThat(status(port, "--json")).isZero();
      JsonNode all = new ObjectMapper().readTree(out());
      assertThat(all.at("/downloads/0/name").asText()).isEqualTo("a.bin");
      assertThat(all.at("/totals/active").asInt()).isEqualTo(1);
      assertThat(status(port, "--quiet")).isZero();
      assertThat(out()).isEmpty();
      assertThat(service).isNotNull();
    }
  }

  @Test
  void wantsTheTokenOfTheService() throws Exception {
    int port = freePort();
    try (Engine service = serve(port, Map.of("haul.http.token", TOKEN))) {
      assertThat(status(port)).isEqualTo(ExitCode.USAGE);
      assertThat(err()).contains("haul.http.token");
      assertThat(status(port, "--set", "haul.http.token=" + TOKEN)).isZero();
      assertThat(service).isNotNull();
    }
  }

  @Test
  void saysThatNobodyIsThere() throws Exception {
    int port = freePort();
    assertThat(status(port)).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(err()).contains("no service answers at http://127.0.0.1:" + port, "haul serve");
    assertThat(status(port, "--quiet")).isEqualTo(ExitCode.TRY_AGAIN);
    assertThat(err()).isEmpty();
  }

  @Test
  void saysThatItIsSomethingElseThatAnswers() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] page = "<html>hello</html>".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    other.start();
    try {
      assertThat(status(other.getAddress().getPort())).isEqualTo(ExitCode.FAILED);
      assertThat(err()).contains("is no Haul");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void cannotGuessAFreePort() {
    assertThat(haul("status", "--set", "haul.http.port=0")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("haul.http.port is 0");
  }

  @Test
  void topNeedsATerminal() {
    assertThat(haul("top")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("haul status");
  }

  private Engine serve(int port, Map<String, String> more) throws Exception {
    Map<String, String> keys = new HashMap<>(more);
    keys.put("haul.http.port", String.valueOf(port));
    keys.put("haul.downloads", folder.resolve("downloads").toString());
    keys.put("haul.inbox", folder.resolve("inbox").toString());
    keys.put("haul.inbox.settle", "0s");
    keys.put("haul.inbox.poll", "50ms");
    Configuration configuration = Configuration.of(keys);
    return CamelEngine.start(configuration, ServeCommand.doors(configuration));
  }

  private void drop(String url) throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("inbox")).resolve("a.url"), url);
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private int status(int port, String... more) {
    String[] words = {"status", "--set", "haul.http.port=" + port};
    return haul(
        java.util.stream.Stream.of(words, more)
            .flatMap(java.util.Arrays::stream)
            .toArray(String[]::new));
  }

  private int haul(String... words) {
    out.reset();
    err.reset();
    Program.Streams streams =
        new Program.Streams(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    Program program =
        new Program(
            (configuration, doors) -> {
              throw new IllegalStateException("nothing is downloaded here");
            },
            (name, in) -> List.of(),
            String::valueOf,
            Timing.sinceLaunch(),
            streams);
    return Haul.commandLine(program).execute(words);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
