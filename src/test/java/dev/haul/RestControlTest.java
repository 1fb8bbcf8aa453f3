package dev.haul;

import static dev.haul.Aftermath.flights;
import static dev.haul.RestTest.DOWNLOADS;
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

/** Pause, resume, cancel, retry and priority: on what runs, on what waits, and after a restart. */
@Timeout(60)
class RestControlTest {

  private static final Content CONTENT = Content.of(3, 3_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private HaulFixture haul;
  private WebClient web;

  @BeforeEach
  void start() throws Exception {
    start(new String[0]);
  }

  private void start(String... keys) throws Exception {
    haul = HaulFixture.start(folder, HaulFixture.SERVE, keys);
    web = new WebClient(haul.url());
  }

  private void restart(String... keys) throws Exception {
    haul.close();
    start(keys);
  }

  @AfterEach
  void stop() {
    haul.close();
    origin.close();
  }

  private String add(String name, Behaviour... behaviours) {
    String url = origin.serve("/" + name, CONTENT, behaviours);
    Response added = web.post(DOWNLOADS, "{\"url\":\"" + url + "\"}");
    assertThat(added.status()).isEqualTo(202);
    return added.header("Location");
  }

  private String addSlow() {
    String href = add("slow.bin", Pace.rate(60_000));
    await().until(() -> web.get(href).json().path("bytes").asLong() > 0);
    return href;
  }

  private String state(String href) {
    return web.get(href).json().path("state").asText();
  }

  private void awaitState(String href, String state) {
    await().untilAsserted(() -> assertThat(state(href)).isEqualTo(state));
  }

  private Response command(String href, String verb) {
    return web.send("POST", href + "/" + verb, "");
  }

  private void assertQuiet() {
    await().untilAsserted(() -> assertThat(flights(haul.context()).all()).isEmpty());
    await().until(() -> origin.openConnections("/slow.bin") == 0);
  }

  private List<String> names(String where) throws IOException {
    Path root = folder.resolve(where);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.startsWith(".haul/owner."))
          .toList();
    }
  }

  @Test
  void aPausedDownloadLetsGoOfItsConnectionsAndGoesOnWhenResumed() {
    String href = addSlow();

    Response paused = command(href, "pause");
    assertThat(paused.status()).isEqualTo(202);
    assertThat(paused.json().path("state").asText()).isEqualTo("paused");
    assertQuiet();
    long kept = web.get(href).json().path("bytes").asLong();
    assertThat(kept).isPositive();

    origin.serve("/slow.bin", CONTENT);
    assertThat(command(href, "resume").status()).isEqualTo(202);
    awaitState(href, "proven");
  }

  @Test
  void whatIsPausedStaysSoAfterARestartAndGoesOnFromThere() throws Exception {
    String href = addSlow();
    command(href, "pause");
    assertQuiet();
    origin.serve("/slow.bin", CONTENT);
    int before = origin.requests("/slow.bin").size();
    restart();

    awaitState(href, "paused");
    await()
        .untilAsserted(() -> assertThat(web.get(href).json().path("bytes").asLong()).isPositive());
    assertThat(origin.requests("/slow.bin")).hasSize(before);
    command(href, "resume");
    awaitState(href, "proven");
    JsonNode receipt = web.get(href.replace("downloads", "receipts")).json();
    assertThat(receipt.at("/transfer/resumes").asInt()).isEqualTo(1);
    assertThat(receipt.at("/transfer/bytesFetched").asLong()).isLessThan(CONTENT.size());
    assertThat(names("inbox/.haul/orders")).isEmpty();
  }

  @Test
  void oneThatWaitsForItsTurnCanBePausedBeforeItBegins() throws Exception {
    restart("haul.downloads.active", "1");
    String first = addSlow();
    String second = add("second.bin");
    await().until(() -> web.get(second).status() == 200);
    assertThat(command(second, "pause").json().path("state").asText()).isEqualTo("paused");

    command(first, "cancel");
    awaitState(first, "cancelled");
    await().until(() -> !haul.bundle().progress().isEmpty());
    assertThat(state(second)).isEqualTo("paused");
    assertThat(origin.requests("/second.bin")).isEmpty();
    command(second, "resume");
    awaitState(second, "proven");
  }

  @Test
  void aCancelledDownloadLeavesNothingButItsReceipt() throws Exception {
    String href = addSlow();

    assertThat(command(href, "cancel").json().path("state").asText()).isEqualTo("cancelled");
    awaitState(href, "cancelled");
    assertQuiet();
    await().untilAsserted(() -> assertThat(names("inbox")).hasSize(2));
    assertThat(names("inbox")).allMatch(name -> name.startsWith("failed/"));
    assertThat(names("downloads")).singleElement().asString().contains(".haul/receipts/");
    JsonNode receipt = web.get(href.replace("downloads", "receipts")).json();
    assertThat(receipt.path("outcome").asText()).isEqualTo("cancelled");
    assertThat(receipt.at("/error/type").asText()).isEqualTo("urn:haul:problem:cancelled");
    Aftermath.assertNothingLeft(haul);
  }

  @Test
  void oneThatWaitsForItsTurnIsCancelledAtOnce() throws Exception {
    restart("haul.downloads.active", "1");
    addSlow();
    String second = add("second.bin");

    command(second, "cancel");
    awaitState(second, "cancelled");
    await()
        .untilAsserted(
            () -> assertThat(names("inbox/failed")).anyMatch(name -> name.endsWith(".rest.json")));
    assertThat(origin.requests("/second.bin")).isEmpty();
  }

  @Test
  void aPausedDownloadCanBeCancelled() {
    String href = addSlow();
    command(href, "pause");
    command(href, "cancel");
    awaitState(href, "cancelled");
    Aftermath.assertNothingLeft(haul);
  }

  @Test
  void whatFailedIsAskedForOnceMore() {
    String href = add("gone.bin", Refusals.status(404));
    awaitState(href, "failed");
    origin.serve("/gone.bin", CONTENT);

    assertThat(command(href, "retry").status()).isEqualTo(202);
    awaitState(href, "proven");
  }

  @Test
  void whatFailedInAnEarlierRunIsAskedForOnceMore() throws Exception {
    String href = add("gone.bin", Refusals.status(404));
    awaitState(href, "failed");
    await().untilAsserted(() -> assertThat(names("inbox/failed")).hasSize(2));
    origin.serve("/gone.bin", CONTENT);
    restart();

    assertThat(command(href, "retry").status()).isEqualTo(202);
    awaitState(href, "proven");
  }

  @Test
  void oneOfADroppedListCanBeCancelledAndTheOthersGoOn() throws Exception {
    String slow = origin.serve("/slow.bin", CONTENT, Pace.rate(60_000));
    String other = origin.serve("/other.bin", CONTENT);
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/daily.txt"), slow + "\n  gid=one\n" + other + "\n");
    await().until(() -> web.get(DOWNLOADS + "/one").status() == 200);

    command(DOWNLOADS + "/one", "cancel");
    awaitState(DOWNLOADS + "/one", "cancelled");
    await()
        .untilAsserted(() -> assertThat(names("inbox/failed")).contains("daily.txt.remaining.txt"));
    assertThat(folder.resolve("downloads/other.bin")).exists();
    assertThat(folder.resolve("downloads/slow.bin")).doesNotExist();
  }

  @Test
  void aDeletedDownloadIsNotShownAnyMore() {
    String href = addSlow();
    assertThat(web.send("DELETE", href, "").status()).isEqualTo(204);
    await()
        .untilAsserted(
            () -> assertThat(web.get(DOWNLOADS + "?q=slow").json().path("total").asInt()).isZero());
    Aftermath.assertNothingLeft(haul);

    String proven = add("a.bin");
    awaitState(proven, "proven");
    assertThat(web.send("DELETE", proven, "").status()).isEqualTo(204);
    assertThat(web.get(DOWNLOADS).json().path("total").asInt()).isZero();
    assertThat(folder.resolve("downloads/a.bin")).exists();
  }

  @Test
  void aPriorityIsChangedAndOutlastsARestart() throws Exception {
    String href = addSlow();
    Response changed =
        web.send("PATCH", href, "{\"priority\":1}", "Content-Type: application/json");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("priority").asInt()).isEqualTo(1);
    restart();

    await()
        .untilAsserted(
            () -> assertThat(web.get(href).json().path("priority").asInt()).isEqualTo(1));
  }

  @Test
  void ofThoseThatWaitTheOneWithTheLowestPriorityBegins() throws Exception {
    restart("haul.downloads.active", "1");
    String first = addSlow();
    String second = add("second.bin", Pace.neverAnswers());
    String third = add("third.bin", Pace.neverAnswers());
    await().until(() -> Files.exists(folder.resolve("inbox")));
    web.send("PATCH", third, "{\"priority\":0}", "Content-Type: application/json");

    command(first, "cancel");
    await().until(() -> !origin.requests("/third.bin").isEmpty());
    assertThat(origin.requests("/second.bin")).isEmpty();
    assertThat(state(second)).isEqualTo("queued");
  }

  @Test
  void whatCannotBeDoneIsRefusedWithAReason() {
    String href = add("a.bin");
    awaitState(href, "proven");

    for (String verb : List.of("pause", "resume", "cancel", "retry")) {
      Response refused = command(href, verb);
      assertThat(refused.status()).as(verb).isEqualTo(409);
      assertThat(refused.json().path("detail").asText()).isNotEmpty();
      assertThat(command(DOWNLOADS + "/unknown", verb).status()).as(verb).isEqualTo(404);
    }
    for (String body : List.of("", "{}", "{\"priority\":\"1\"}", "{\"priority\":10}", "[1]")) {
      assertThat(web.send("PATCH", href, body, "Content-Type: application/json").status())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(web.send("DELETE", DOWNLOADS + "/unknown", "").status()).isEqualTo(404);
  }
}
