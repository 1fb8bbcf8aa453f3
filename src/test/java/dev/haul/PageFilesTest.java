package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page consists of, without a browser. */
class PageFilesTest {

  private static final Path SOURCES = Path.of("src/main/resources/haul/page");

  @Test
  void everyFileOfThePageIsServedAndNothingElse(@TempDir Path folder) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Configuration keys =
        Configuration.of(
            Map.of(
                "haul.http.port", String.valueOf(port),
                "haul.inbox", folder.resolve("inbox").toString(),
                "haul.downloads", folder.resolve("downloads").toString()));
    try (Engine service = CamelEngine.start(keys, ServeCommand.doors(keys))) {
      assertThat(service).isNotNull();
      String base = "http://127.0.0.1:" + port;
      for (Path file : files()) {
        String name = file.getFileName().toString();
        HttpResponse<byte[]> answer =
            get(base + (name.equals("index.html") ? "/" : "/page/" + name));
        assertThat(answer.statusCode()).as(name).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Files.readAllBytes(file));
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
            .contains("default-src 'none'", "script-src 'self'")
            .doesNotContain("unsafe", "http:", "https:");
      }
      for (String path : List.of("/page/", "/page/index.html", "/page/../index.html", "/page/a")) {
        assertThat(get(base + path).statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  /** So that it works where there is no network, and tells nobody that it is used. */
  @Test
  void nothingIsLoadedFromElsewhere() throws Exception {
    for (Path file : files()) {
      assertThat(Files.readString(file).replace("https://example.org/file.iso", ""))
          .as(file.toString())
          .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)[a-z]")
          .doesNotContain("@import", "innerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(SOURCES)) {
      return all.sorted().toList();
    }
  }

  private static HttpResponse<byte[]> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }
}
