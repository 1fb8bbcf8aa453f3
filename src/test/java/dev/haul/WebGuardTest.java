package dev.haul;

import static dev.haul.RestTest.DOWNLOADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.WebClient.Response;
import io.vertx.ext.web.Route;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask what, on every path; over sockets. */
@Timeout(60)
class WebGuardTest {

  private static final String TOKEN = "long-and-random-0123456789";

  @TempDir private Path folder;

  private HaulFixture serve(String... keys) throws Exception {
    return HaulFixture.start(folder, HaulFixture.SERVE, keys);
  }

  /** Every path the server knows, and some that it does not. */
  private static List<String> paths(HaulFixture haul) {
    List<String> paths =
        new ArrayList<>(List.of("/", "/nothing", "/api", "/metrics", "/health/live"));
    for (Route route : haul.server().router().getRoutes()) {
      if (route.getPath() != null) {
        String path = route.getPath().replaceAll(":[A-Za-z]+", "some");
        paths.addAll(List.of(path, path + "/", path + "?x=1", "/" + path, path + "%2e"));
      }
    }
    return paths;
  }

  @Test
  void everyPathNeedsTheTokenAndTellsNothingWithoutIt() throws Exception {
    try (HaulFixture haul = serve("haul.http.token", TOKEN, "haul.health.open", "false")) {
      WebClient web = new WebClient(haul.url());
      List<String> paths = paths(haul);
      assertThat(paths).hasSizeGreaterThan(60);
      for (String path : paths) {
        for (String method : List.of("GET", "HEAD", "POST", "PATCH", "DELETE")) {
          for (String[] lines :
              new String[][] {
                {},
                {"Authorization: Bearer wrong"},
                {"Authorization: Bearer " + TOKEN + "x"},
                {"Authorization: " + TOKEN},
                {"Authorization: Bearer"},
                {"Authorization: Basic !!!"},
                {"Authorization: Bearer " + TOKEN, "Authorization: Bearer " + TOKEN}
              }) {
            if (lines.length > 0 && !method.equals("GET")) {
              continue;
            }
            Response refused = web.send(method, path, "", lines);
            assertThat(refused.status()).as(method + " " + path).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).contains("Bearer", "Basic");
          }
        }
      }
    }
  }

  @Test
  void theTokenOpensAsBearerAndAsPassword() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    try (HaulFixture haul = serve("haul.http.token-file", file.toString())) {
      WebClient web = new WebClient(haul.url());
      String basic = Base64.getEncoder().encodeToString(("me:" + TOKEN).getBytes());
      for (String line : List.of("Bearer " + TOKEN, "bearer " + TOKEN, "Basic " + basic)) {
        assertThat(web.get(DOWNLOADS, "Authorization: " + line).status()).as(line).isEqualTo(200);
      }
    }
  }

  @Test
  void otherNamesOfThisMachineAreRefused() throws Exception {
    try (HaulFixture haul = serve("haul.http.names", "Haul.Example")) {
      WebClient web = new WebClient(haul.url());
      for (String host :
          List.of(
              "evil.example",
              "localhost.evil.example",
              "127.0.0.1.evil.example",
              "127.0.0.1@evil.example",
              "192.0.2.1",
              "",
              "localhost:8087:1",
              "[::2]")) {
        for (String path : List.of(DOWNLOADS, "/", "/nothing")) {
          assertThat(web.get(path, "Host: " + host).status()).as(host).isEqualTo(403);
        }
      }
      for (String host :
          List.of(
              "localhost",
              "LOCALHOST:1",
              "127.0.0.1:99",
              "127.1.2.3",
              "[::1]:80",
              "haul.example")) {
        assertThat(web.get(DOWNLOADS, "Host: " + host).status()).as(host).isEqualTo(200);
      }
      assertThat(web.get(DOWNLOADS, "Host: localhost", "Host: localhost").status()).isIn(400, 403);
      assertThat(web.exchange("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n", new byte[0]).status())
          .isIn(400, 403);
      assertThat(
              web.exchange(
                      "GET http://evil.example/api/v1/downloads HTTP/1.1\r\nHost: localhost\r\n"
                          + "Connection: close\r\n\r\n",
                      new byte[0])
                  .status())
          .isEqualTo(400);
    }
  }

  @Test
  void pagesOfOtherSitesCanNeitherReadNorWrite() throws Exception {
    try (HaulFixture haul = serve()) {
      WebClient web = new WebClient(haul.url());
      String own = haul.url();
      String body = "{\"url\":\"http://127.0.0.1:9/x\"}";
      for (String line :
          List.of(
              "Origin: http://evil.example",
              "Origin: null",
              "Origin: http://127.0.0.1:1",
              "Origin: " + own + ".evil.example",
              "Sec-Fetch-Site: cross-site",
              "Sec-Fetch-Site: same-site")) {
        assertThat(web.post(DOWNLOADS, body, line).status()).as(line).isEqualTo(403);
        Response read = web.get(DOWNLOADS, line);
        assertThat(read.status()).as(line).isEqualTo(403);
        assertThat(read.head().toLowerCase()).doesNotContain("access-control-");
      }
      assertThat(web.send("DELETE", DOWNLOADS + "/x", "", "Origin: http://evil.example").status())
          .isEqualTo(403);
      for (String type : List.of("application/x-www-form-urlencoded", "multipart/form-data; a=b")) {
        assertThat(web.send("POST", DOWNLOADS, body, "Content-Type: " + type).status())
            .isEqualTo(415);
      }
      assertThat(web.send("OPTIONS", DOWNLOADS, "", "Origin: " + own).status()).isEqualTo(405);
      assertThat(web.get(DOWNLOADS).json().path("total").asInt()).isZero();

      assertThat(web.get(DOWNLOADS, "Origin: " + own).status()).isEqualTo(200);
      assertThat(web.get(DOWNLOADS, "Sec-Fetch-Site: same-origin").status()).isEqualTo(200);
      // Somebody follows a link to the page.
      assertThat(
              web.get("/nothing", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                  .status())
          .isEqualTo(404);
      assertThat(web.post(DOWNLOADS, body, "Origin: " + own).status()).isEqualTo(202);
    }
  }

  @Test
  void everyAnswerKeepsBrowsersFromRunningAnythingElse() throws Exception {
    try (HaulFixture haul = serve()) {
      WebClient web = new WebClient(haul.url());
      for (Response answer :
          List.of(
              web.get(DOWNLOADS),
              web.get("/nothing"),
              web.get("/", "Host: evil.example"),
              web.post(DOWNLOADS, "{"),
              web.send("PUT", DOWNLOADS, ""),
              web.exchange("NONSENSE\r\n\r\n", new byte[0]))) {
        assertThat(answer.header("Content-Security-Policy"))
            .contains("default-src 'none'", "frame-ancestors 'none'")
            .doesNotContain("unsafe", "http:", "*");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.head()).doesNotContainIgnoringCase("access-control");
      }
    }
  }

  @Test
  void headersThatAreOrdersToCamelStayOutside() throws Exception {
    try (HaulFixture haul = serve()) {
      haul.context()
          .addRoutes(
              new RouteBuilder() {
                @Override
                public void configure() {
                  from("platform-http:/echo")
                      .process(
                          e -> {
                            Map<String, Object> all = new TreeMap<>(e.getMessage().getHeaders());
                            e.getMessage().removeHeaders("*");
                            e.getMessage()
                                .setBody(
                                    new ObjectMapper()
                                        .valueToTree(new TreeMap<>(stringly(all)))
                                        .toString());
                          });
                }
              });
      WebClient web = new WebClient(haul.url());
      JsonNode seen =
          web.get(
                  "/echo",
                  "CamelHttpUri: http://evil.example",
                  "cAmElFileName: /etc/passwd",
                  "org.apache.camel.x: y",
                  "id: other",
                  "X-Other: z",
                  "User-Agent: me")
              .json();
      assertThat(seen.path("User-Agent").asText()).isEqualTo("me");
      assertThat(seen.toString()).doesNotContain("evil", "passwd", "X-Other", "other");
      for (String query :
          List.of("CamelFileName=x", "camelhttpuri=x", "%63amelX=1", "a=1&CAMELx=", "%")) {
        assertThat(web.get("/echo?" + query).status()).as(query).isEqualTo(400);
      }
      Response answer = web.get(DOWNLOADS, "Authorization: Bearer mine", "Idempotency-Key: k");
      assertThat(answer.head()).doesNotContain("mine", "Idempotency");
    }
  }

  private static Map<String, String> stringly(Map<String, Object> all) {
    Map<String, String> texts = new TreeMap<>();
    all.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  @Test
  void beyondThisMachineATokenIsNeeded() {
    for (String host : List.of("0.0.0.0", "::")) {
      assertThatThrownBy(() -> serve("haul.http.host", host).close())
          .isInstanceOf(InvalidConfiguration.class)
          .hasMessageContaining("haul.http.token");
    }
    assertThatThrownBy(() -> serve("haul.http.host", "no.such.host.invalid").close())
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("haul.http.host");
    assertThatThrownBy(() -> serve("haul.http.token", "short").close())
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("haul.http.token")
        .hasMessageNotContaining("short");
    assertThatThrownBy(() -> serve("haul.http.token-file", folder + "/none").close())
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("haul.http.token-file");
  }

  @Test
  void aPortInUseIsSaidBeforeAnythingIsDownloaded() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertThatThrownBy(() -> serve("haul.http.port", port).close())
          .isInstanceOf(InvalidConfiguration.class)
          .hasMessageContaining(port)
          .hasMessageContaining("haul.http.port");
    }
  }

  @Test
  void theDescriptionNamesEveryPathAndNoOther() throws Exception {
    try (HaulFixture haul = serve()) {
      TreeSet<String> served = new TreeSet<>();
      for (Route route : haul.server().router().getRoutes()) {
        if (route.getPath() != null && route.getPath().startsWith("/api/")) {
          String path = route.getPath().replaceAll(":([A-Za-z]+)", "{$1}");
          route.methods().stream()
              .filter(method -> !method.name().equals("OPTIONS"))
              .forEach(method -> served.add(method.name() + " " + path));
        }
      }
      JsonNode document = new WebClient(haul.url()).get("/api/v1/openapi.json").json();
      TreeSet<String> described = new TreeSet<>();
      document
          .path("paths")
          .fields()
          .forEachRemaining(
              path ->
                  path.getValue()
                      .fieldNames()
                      .forEachRemaining(
                          method -> described.add(method.toUpperCase() + " " + path.getKey())));
      assertThat(served).hasSizeGreaterThan(10).containsExactlyElementsOf(described);
      assertThat(document.path("openapi").asText()).startsWith("3.");
      for (JsonNode reference : document.findValues("$ref")) {
        assertThat(document.at(reference.asText().substring(1)).isMissingNode())
            .as(reference.asText())
            .isFalse();
      }
    }
  }
}
