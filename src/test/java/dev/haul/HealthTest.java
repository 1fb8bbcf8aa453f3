package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.broker.Broker;
import dev.haul.download.Download;
import dev.haul.download.Hold;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What probes are told, and when. */
@Timeout(60)
class HealthTest {

  private static final String TOKEN = "a-long-token";

  @TempDir private Path folder;

  private static void assertUp(HttpResponse<String> answer) {
    assertThat(answer.body()).contains("\"status\":\"UP\"").doesNotContain("DOWN");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private void assertDown(HttpResponse<String> answer, String check, String reason)
      throws Exception {
    JsonNode report = new ObjectMapper().readTree(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(report.path("status").asText()).isEqualTo("DOWN");
    assertThat(report.path("checks"))
        .filteredOn(one -> one.path("name").asText().equals(check))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.path("status").asText()).isEqualTo("DOWN");
              assertThat(one.path("reason").asText()).isEqualTo(reason);
            });
    assertThat(answer.body()).doesNotContain(folder.toString()).doesNotContain("http");
  }

  @Test
  void allIsWellAfterTheStart() throws Exception {
    try (Served haul = Served.start(folder)) {
      assertUp(haul.ask("/health/live"));
      assertUp(haul.ask("/health/ready"));
    }
  }

  @Test
  void saysThatTheInboxIsGoneUntilItIsBack() throws Exception {
    try (Served haul = Served.start(folder)) {
      await().until(() -> Files.isDirectory(folder.resolve("inbox")));
      haul.context().getRouteController().suspendRoute("haul-intake-folder");
      Files.move(folder.resolve("inbox"), folder.resolve("elsewhere"));
      assertDown(haul.ask("/health/ready"), "haul-inbox", "the inbox is gone");
      assertUp(haul.ask("/health/live"));
      Files.move(folder.resolve("elsewhere"), folder.resolve("inbox"));
      assertUp(haul.ask("/health/ready"));
    }
  }

  @Test
  void saysThatTheBrokerIsAwayUntilItIsBack() throws Exception {
    try (Broker broker = Broker.start(folder.resolve("broker"));
        Served haul =
            Served.start(folder, "haul.queue.broker", "artemis", "haul.queue.url", broker.url())) {
      await().until(() -> broker.consumers("haul.requests") > 0);
      assertUp(haul.ask("/health/ready"));
      broker.stop();
      await()
          .untilAsserted(
              () ->
                  assertDown(
                      haul.ask("/health/ready"),
                      "haul-broker",
                      "the message broker cannot be reached"));
      assertUp(haul.ask("/health/live"));
      broker.restart();
      await().untilAsserted(() -> assertUp(haul.ask("/health/ready")));
    }
  }

  @Test
  void saysThatKafkaIsAway() throws Exception {
    try (Served haul =
        Served.start(
            folder,
            "haul.queue.broker",
            "kafka",
            "haul.queue.url",
            "127.0.0.1:1",
            "haul.queue.acknowledge",
            "stored")) {
      HttpResponse<String> ready = haul.ask("/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body())
          .contains("{\"name\":\"consumer:haul-intake-kafka\",\"status\":\"DOWN\"");
      assertUp(haul.ask("/health/live"));
    }
  }

  @Test
  void saysThatTheDownloadsFolderIsGoneOnlyIfItWasThere() throws Exception {
    try (Served haul = Served.start(folder)) {
      Path downloads = folder.resolve("downloads");
      assertThat(downloads).doesNotExist();
      assertUp(haul.ask("/health/ready"));
      Files.createDirectory(downloads);
      assertUp(haul.ask("/health/ready"));
      Files.delete(downloads);
      assertDown(haul.ask("/health/ready"), "haul-downloads", "the downloads folder is gone");
    }
  }

  @Test
  void saysHowManyDownloadsWaitForTheDisk() throws Exception {
    try (Origin origin = Origin.start();
        Served haul = Served.start(folder)) {
      haul.begin(origin.serve("/a.bin", Content.of(1, 3_000_000), Pace.rate(60_000)));
      Download download =
          await()
              .until(
                  () -> haul.downloads().all().stream().findFirst().orElse(null), d -> d != null);
      haul.holds().hold(download, new Hold(Hold.Kind.DISK, "waiting: disk", null));
      assertDown(haul.ask("/health/ready"), "haul-disk", "1 downloads wait for room on the disk");
      assertUp(haul.ask("/health/live"));
      haul.holds().release(download, Hold.Kind.DISK);
      assertUp(haul.ask("/health/ready"));
    }
  }

  /** Ends the first consumer that takes a chunk, once it is told to. */
  private static final class FatalError extends RoutePolicySupport {
    private final AtomicBoolean due = new AtomicBoolean();

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
      if (route.getRouteId().equals("haul-fetch") && due.compareAndSet(true, false)) {
        throw new StackOverflowError("outside of a bean");
      }
    }
  }

  @Test
  void noticesAConsumerThatAnErrorEnded() throws Exception {
    FatalError error = new FatalError();
    try (Origin origin = Origin.start();
        Served haul =
            Served.start(folder, (context, id, route) -> error, "haul.fetch.consumers", "3")) {
      await().until(() -> haul.ask("/metrics").body().contains("haul_consumers{of=\"alive\"} 3"));
      assertUp(haul.ask("/health/live"));
      error.due.set(true);
      haul.begin(origin.serve("/a.bin", Content.of(1, 3_000)));
      await()
          .dontCatchUncaughtExceptions()
          .untilAsserted(
              () ->
                  assertDown(
                      haul.ask("/health/live"),
                      "haul-consumers",
                      "2 of 3 threads that fetch are left; restart Haul"));
    }
  }

  @Test
  void healthNeedsNoTokenAndMetricsDo() throws Exception {
    try (Served haul = Served.start(folder, "haul.http.token", TOKEN)) {
      assertUp(haul.ask("/health/live"));
      assertUp(haul.ask("/health/ready"));
      assertThat(haul.ask("/metrics").statusCode()).isEqualTo(401);
      assertThat(haul.ask("/metrics", "Authorization", "Bearer " + TOKEN).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void keysSayWhatNeedsNoToken() throws Exception {
    try (Served haul =
        Served.start(
            folder,
            "haul.http.token",
            TOKEN,
            "haul.health.open",
            "false",
            "haul.metrics.open",
            "true")) {
      assertThat(haul.ask("/health/live").statusCode()).isEqualTo(401);
      assertThat(haul.ask("/health/ready").statusCode()).isEqualTo(401);
      assertThat(haul.ask("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/health/",
        "/health/live/",
        "/health/live/x",
        "//health/live",
        "/health/LIVE",
        "/health/../api/v1/downloads",
        "/health/%6cive",
        "/metrics/",
        "/metrics;x"
      })
  void onlyExactPathsNeedNoToken(String path) throws Exception {
    try (Served haul =
        Served.start(folder, "haul.http.token", TOKEN, "haul.metrics.open", "true")) {
      assertThat(haul.ask(path).statusCode()).isEqualTo(401);
    }
  }
}
