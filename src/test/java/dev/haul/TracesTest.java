package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.haul.download.Receipt;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each download becomes a span at a collector that speaks OTLP over HTTP. */
@Timeout(60)
class TracesTest {

  private static final Content CONTENT = Content.of(5, 2_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final List<JsonNode> posts = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer collector;

  @BeforeEach
  void startCollector() throws Exception {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext("/v1/traces", this::take);
    collector.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode post = new ObjectMapper().readTree(exchange.getRequestBody());
      assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
          .isEqualTo("application/json");
      boolean refuse = refusals.getAndDecrement() > 0;
      if (!refuse) {
        posts.add(post);
      }
      exchange.sendResponseHeaders(refuse ? 503 : 200, -1);
    }
  }

  @AfterEach
  void stop() {
    collector.stop(0);
    origin.close();
  }

  private HaulFixture start() throws Exception {
    return HaulFixture.start(
        folder,
        "haul.traces.to",
        "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
  }

  private List<JsonNode> spans() {
    return posts.stream()
        .flatMap(post -> post.findValues("spans").stream())
        .flatMap(spans -> StreamSupport.stream(spans.spliterator(), false))
        .toList();
  }

  private static Map<String, String> attributes(JsonNode of) {
    Map<String, String> attributes = new TreeMap<>();
    for (JsonNode one : of.path("attributes")) {
      attributes.put(one.path("key").asText(), one.path("value").elements().next().asText());
    }
    return attributes;
  }

  @Test
  void aDownloadIsASpanWithItsRetries() throws Exception {
    try (HaulFixture haul = start()) {
      String url = origin.serve("/a.bin", CONTENT, Cuts.cutAfter(300_000).first(3));
      Receipt receipt = haul.get(url + "?token=secret");
      assertThat(receipt.transfer().retries()).isNotEmpty();
      await().until(() -> !spans().isEmpty());
      JsonNode span = spans().get(0);
      assertThat(span.path("traceId").asText()).matches("[0-9a-f]{32}");
      assertThat(span.path("spanId").asText()).matches("[0-9a-f]{16}");
      assertThat(span.path("startTimeUnixNano").asText()).matches("[0-9]{19}");
      assertThat(span.path("endTimeUnixNano").asLong())
          .isGreaterThan(span.path("startTimeUnixNano").asLong());
      assertThat(span.path("status").has("code")).isFalse();
      assertThat(attributes(span))
          .containsEntry("haul.id", receipt.id())
          .containsEntry("haul.name", "a.bin")
          .containsEntry("haul.outcome", "proven")
          .containsEntry("haul.proof", "length")
          .containsEntry("haul.size", String.valueOf(CONTENT.size()))
          .containsEntry("haul.kept_bytes", String.valueOf(CONTENT.size()))
          .containsEntry("url.full", url);
      assertThat(span.path("events")).isNotEmpty();
      assertThat(attributes(span.path("events").get(0))).containsKey("haul.reason");
      assertThat(posts.toString()).doesNotContain("secret");
      assertThat(attributes(posts.get(0).path("resourceSpans").get(0).path("resource")))
          .containsEntry("service.name", "haul");
    }
  }

  @Test
  void aFailureIsAnError() throws Exception {
    try (HaulFixture haul = start()) {
      haul.get(origin.url("/absent"));
      await().until(() -> !spans().isEmpty());
      JsonNode span = spans().get(0);
      assertThat(span.path("status").path("code").asInt()).isEqualTo(2);
      assertThat(attributes(span))
          .containsEntry("haul.outcome", "failed")
          .containsEntry("error.type", "urn:haul:problem:not-found");
    }
  }

  @Test
  void aCollectorThatIsBusyGetsTheSpanLaterAndOnce() throws Exception {
    refusals.set(1);
    try (HaulFixture haul = start()) {
      haul.get(origin.serve("/a.bin", CONTENT));
      await().until(() -> !spans().isEmpty());
      assertThat(spans()).hasSize(1);
      assertThat(refusals.get()).isNegative();
    }
    assertThat(spans()).hasSize(1);
  }

  @Test
  void theLastSpansAreSentWhenHaulStops() throws Exception {
    try (HaulFixture haul = start()) {
      haul.get(origin.serve("/a.bin", CONTENT));
    }
    assertThat(spans()).hasSize(1);
  }

  @Test
  void downloadsDoNotCareWhetherThereIsACollector() throws Exception {
    collector.stop(0);
    try (HaulFixture haul = start()) {
      assertThat(haul.get(origin.serve("/a.bin", CONTENT)).outcome().isSuccess()).isTrue();
    }
  }

  @Test
  void aWrongAddressIsSaidAtTheStart() {
    assertThatThrownBy(() -> HaulFixture.start(folder, "haul.traces.to", "localhost:4318"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("haul.traces.to")
        .hasMessageContaining("http://127.0.0.1:4318/v1/traces");
  }
}
