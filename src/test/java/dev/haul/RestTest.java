package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.haul.WebClient.Response;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adding downloads over HTTP, looking at them, and what is refused; over sockets. */
@Timeout(60)
class RestTest {

  static final String DOWNLOADS = "/api/v1/downloads";
  private static final Content CONTENT = Content.of(7, 300_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private HaulFixture haul;
  private WebClient web;

  @BeforeEach
  void start() throws Exception {
    haul = HaulFixture.start(folder, HaulFixture.SERVE);
    web = new WebClient(haul.url());
  }

  @AfterEach
  void stop() {
    haul.close();
    origin.close();
  }

  private String serve(String name, Behaviour... behaviours) {
    return origin.serve("/" + name, CONTENT, behaviours);
  }

  private Response add(String url) {
    return web.post(DOWNLOADS, "{\"urls\":[\"" + url + "\"]}");
  }

  private JsonNode ended(String href) {
    return await()
        .until(
            () -> web.get(href).json(),
            view -> List.of("proven", "failed").contains(view.path("state").asText()));
  }

  private List<Path> inbox() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    try (Stream<Path> files = Files.walk(folder.resolve("inbox"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("owner."))
          .toList();
    }
  }

  @Test
  void whatIsPostedIsDownloaded() {
    Response added = add(serve("a.bin"));

    assertThat(added.status()).isEqualTo(202);
    String href = added.header("Location");
    assertThat(added.json().at("/downloads/0/href").asText()).isEqualTo(href);
    assertThat(href).isEqualTo(DOWNLOADS + "/" + added.json().at("/downloads/0/id").asText());
    JsonNode view = ended(href);
    assertThat(view.path("state").asText()).isEqualTo("proven");
    assertThat(view.path("bytes").asLong()).isEqualTo(CONTENT.size());
    assertThat(view.at("/proof/grade").asText()).isEqualTo("length");
    assertThat(Path.of(view.path("path").asText())).hasSize(CONTENT.size());
  }

  @Test
  void itIsInTheInboxAndFoundByItsIdBeforeTheAnswerComes() throws Exception {
    Response added = add(serve("slow.bin", Pace.neverAnswers()));

    assertThat(inbox()).anyMatch(file -> file.toString().endsWith(".rest.json"));
    Response view = web.get(added.header("Location"));
    assertThat(view.status()).isEqualTo(200);
    assertThat(view.json().path("state").asText()).isIn("queued", "running");
    assertThat(view.json().path("name").asText()).isEqualTo("slow.bin");
  }

  @Test
  void theReceiptSaysRest() {
    String href = add(serve("a.bin")).header("Location");
    ended(href);

    JsonNode receipt = web.get(href.replace("downloads", "receipts")).json();
    assertThat(receipt.path("schema").asText()).isEqualTo("haul/receipt/1");
    assertThat(receipt.at("/request/door").asText()).isEqualTo("rest");
  }

  @Test
  void manyAreOneRequestAndOneBatch() {
    String first = serve("a.bin");
    String second = serve("b.bin");
    Response added =
        web.post(
            DOWNLOADS,
            "{\"downloads\":[{\"url\":\""
                + first
                + "\"},{\"id\":\"b\",\"url\":\""
                + second
                + "\"}]}");

    assertThat(added.status()).isEqualTo(202);
    assertThat(added.json().path("downloads")).hasSize(2);
    assertThat(added.json().at("/downloads/1/id").asText()).isEqualTo("b");
    for (JsonNode each : added.json().path("downloads")) {
      JsonNode view = ended(each.path("href").asText());
      assertThat(view.path("state").asText()).isEqualTo("proven");
      assertThat(view.path("batch").asText()).isNotEmpty();
    }
  }

  @Test
  void aListIsPlainText() {
    String urls = serve("a.bin") + "\n# no more\n" + serve("b.bin") + "\n";
    Response added = web.send("POST", DOWNLOADS, urls, "Content-Type: text/plain; charset=utf-8");

    assertThat(added.status()).isEqualTo(202);
    assertThat(added.json().path("downloads")).hasSize(2);
    added.json().path("downloads").forEach(each -> ended(each.path("href").asText()));
  }

  @Test
  void theSameRequestTwiceIsOne() throws Exception {
    String url = serve("slow.bin", Pace.neverAnswers());

    assertThat(add(url).body()).isEqualTo(add(url).body());
    assertThat(inbox()).filteredOn(file -> file.toString().endsWith(".rest.json")).hasSize(1);
  }

  @Test
  void anIdThatIsInUseForSomethingElseIsRefused() {
    String body = "{\"id\":\"mine\",\"url\":\"" + serve("slow.bin", Pace.neverAnswers()) + "\"}";
    assertThat(web.post(DOWNLOADS, body).status()).isEqualTo(202);

    assertThat(web.post(DOWNLOADS, body.replace("slow", "other")).status()).isEqualTo(409);
    assertThat(web.post(DOWNLOADS, body).status()).isEqualTo(202);
  }

  @Test
  void anIdempotencyKeyIsDoneOnce() throws Exception {
    String body = "{\"url\":\"" + serve("a.bin") + "\"}";
    Response first = web.post(DOWNLOADS, body, "Idempotency-Key: k1");
    ended(first.header("Location"));

    Response again = web.post(DOWNLOADS, body, "Idempotency-Key: k1");
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    Response other = web.post(DOWNLOADS, body.replace("a.bin", "b.bin"), "Idempotency-Key: k1");
    assertThat(other.status()).isEqualTo(422);
    assertThat(origin.requests("/a.bin")).hasSize(1);
    assertThat(inbox()).noneMatch(file -> file.getParent().equals(folder.resolve("inbox")));
  }

  @Test
  void anIdempotencyKeyHoldsAfterARestart() throws Exception {
    String body = "{\"url\":\"" + serve("slow.bin", Pace.neverAnswers()) + "\"}";
    Response first = web.post(DOWNLOADS, body, "Idempotency-Key: k1");
    haul.close();
    start();

    assertThat(web.post(DOWNLOADS, body, "Idempotency-Key: k1").body()).isEqualTo(first.body());
    assertThat(web.post(DOWNLOADS, "{}", "Idempotency-Key: k1").status()).isEqualTo(422);
  }

  @Test
  void listsAreFilteredAndByThePage() {
    for (int i = 0; i < 5; i++) {
      ended(add(serve("file" + i + ".bin")).header("Location"));
    }
    add(serve("gone.bin", Refusals.status(404)));
    await().until(() -> web.get(DOWNLOADS + "?state=failed").json().path("total").asInt() == 1);

    JsonNode proven = web.get(DOWNLOADS + "?state=proven&limit=2&offset=1").json();
    assertThat(proven.path("total").asInt()).isEqualTo(5);
    assertThat(proven.path("offset").asInt()).isEqualTo(1);
    assertThat(proven.path("downloads")).hasSize(2);
    assertThat(proven.path("totals").has("bytesPerSecond")).isTrue();
    assertThat(web.get(DOWNLOADS + "?q=FILE3").json().path("total").asInt()).isEqualTo(1);
    assertThat(web.get(DOWNLOADS + "?state=failed,proven").json().path("total").asInt())
        .isEqualTo(6);
    JsonNode receipts = web.get("/api/v1/receipts?outcome=proven&q=file3").json();
    assertThat(receipts.path("total").asInt()).isEqualTo(1);
    assertThat(receipts.at("/receipts/0/file/size").asLong()).isEqualTo(CONTENT.size());
    assertThat(web.get("/api/v1/receipts?limit=2").json().path("receipts")).hasSize(2);
  }

  @Test
  void receiptsAndWhatEndedAreFoundAfterARestart() throws Exception {
    String href = add(serve("a.bin")).header("Location");
    ended(href);
    haul.close();
    start();

    assertThat(web.get(href).json().path("state").asText()).isEqualTo("proven");
    assertThat(web.get("/api/v1/receipts").json().path("total").asInt()).isEqualTo(1);
  }

  @Test
  void theChunkMapShowsWhatIsThereAndWhatIsNot() {
    String href =
        add(origin.serve("/big.bin", Content.of(3, 3_000_000), Pace.rate(200_000)))
            .header("Location");

    JsonNode map =
        await()
            .until(
                () -> web.get(href + "/chunks").json(),
                found -> found.path("written").size() > 0 && found.path("inFlight").size() > 1);
    assertThat(map.path("size").asLong()).isEqualTo(3_000_000);
    assertThat(map.at("/written/0/0").asLong()).isZero();
    JsonNode flight = map.at("/inFlight/0");
    assertThat(flight.path("position").asLong()).isGreaterThan(0);
    assertThat(flight.path("last").asLong()).isBetween(1L, 2_999_999L);
    assertThat(map.path("coarse").asBoolean()).isFalse();
  }

  @Test
  void aHostThatAsksForPatienceIsNamedAsTheReason() {
    String href = add(serve("busy.bin", Refusals.busy(503, "20"))).header("Location");

    JsonNode view =
        await()
            .until(
                () -> web.get(href).json(),
                found -> found.path("state").asText().equals("waiting"));
    assertThat(view.at("/waiting/why").asText()).startsWith("host asked for ");
    assertThat(view.at("/waiting/until").asText()).endsWith("Z");
  }

  @Test
  void secretsInUrlsAreNotShown() {
    String url = serve("a.bin") + "?token=verysecret";
    String href = add(url).header("Location");

    assertThat(web.get(href).body()).contains("token=***").doesNotContain("verysecret");
    assertThat(web.get(DOWNLOADS).body()).doesNotContain("verysecret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"urls\":[]}",
        "{\"urls\":\"http://h/a\"}",
        "{\"url\":\"http://h/a\",\"dir\":\"../up\"}",
        "{\"url\":\"http://h/a\",\"name\":\"a/b\"}",
        "{\"url\":\"http://h/a\",\"priority\":99}",
        "{\"url\":\"http://h/a\",\"pirority\":1}",
        "{\"url\":\"http://h/a\",\"url\":\"http://h/b\"}",
        "{\"downloads\":[]}",
        "{\"downloads\":[{\"downloads\":[]}]}",
        "{\"url\":\"http://h/a\"} trailing"
      })
  void whatCannotBeReadIsAnsweredByAProblem(String body) throws Exception {
    Response refused = web.post(DOWNLOADS, body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = refused.json();
    assertThat(problem.path("type").asText()).startsWith("urn:haul:problem:");
    assertThat(problem.path("status").asInt()).isEqualTo(400);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).isNotEmpty().doesNotContain("Exception");
    assertThat(problem.path("retryable").isBoolean()).isTrue();
    assertThat(inbox()).isEmpty();
  }

  @Test
  void depthCountAndSizeAreLimited() {
    String deep = "{\"url\":\"http://h/a\",\"labels\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    assertThat(web.post(DOWNLOADS, deep).status()).isEqualTo(400);

    String many = "{\"url\":\"http://h/a\"},".repeat(10_000) + "{\"url\":\"http://h/b\"}";
    Response tooMany = web.post(DOWNLOADS, "{\"downloads\":[" + many + "]}");
    assertThat(tooMany.status()).isEqualTo(413);
    assertThat(tooMany.json().path("type").asText()).isEqualTo("urn:haul:problem:too-many");

    String large = "{\"url\":\"http://h/" + "a".repeat(9 * 1024 * 1024) + "\"}";
    assertThat(web.post(DOWNLOADS, large).status()).isEqualTo(413);
  }

  @Test
  void onlyJsonAndTextAreTaken() {
    assertThat(web.send("POST", DOWNLOADS, "{}", "Content-Type: application/xml").status())
        .isEqualTo(415);
    assertThat(web.send("POST", DOWNLOADS, "{}").status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/downloads?limit=0",
        "/api/v1/downloads?limit=1001",
        "/api/v1/downloads?offset=-1",
        "/api/v1/downloads?state=flying",
        "/api/v1/downloads?sate=failed",
        "/api/v1/receipts?outcome=won"
      })
  void parametersThatNobodyKnowsAreErrors(String path) {
    assertThat(web.get(path).status()).isEqualTo(400);
    assertThat(web.get(path).json().path("detail").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/downloads/unknown",
        "/api/v1/downloads/unknown/chunks",
        "/api/v1/downloads/..%2F..%2Fetc%2Fpasswd",
        "/api/v1/receipts/unknown",
        "/api/v1/",
        "/api/v2/downloads",
        "/nothing"
      })
  void whatIsNotThereIsAProblem(String path) {
    Response missing = web.get(path);
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void methodsThatAPathDoesNotHaveAreRefused() {
    assertThat(web.send("PUT", DOWNLOADS, "").status()).isEqualTo(405);
    assertThat(web.send("TRACE", DOWNLOADS, "").status()).isEqualTo(405);
    assertThat(web.get(DOWNLOADS + "/x/pause").status()).isEqualTo(405);
  }
}
