package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.download.Command;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import dev.haul.origin.Validators;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code haul.events.to}: what its receiver gets, and what it cannot do to a download. */
@Timeout(60)
class EventsTest {

  private static final Content CONTENT = Content.of(7, 1_200_000);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    context.stop();
    origin.close();
  }

  /** Sends events to a route of the host, which does {@code step} with each. */
  private void start(org.apache.camel.Processor step, String... keys) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:told").routeId("told").process(step);
          }
        });
    install("direct:told", keys);
    context.start();
  }

  private void install(String to, String... keys) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("haul.downloads", folder.resolve("downloads").toString());
    all.put("haul.events.to", to);
    for (int i = 0; i < keys.length; i += 2) {
      all.put(keys[i], keys[i + 1]);
    }
    HaulBundle.install(context, Configuration.of(all), List.of());
  }

  private void keep(Exchange exchange) throws Exception {
    assertThat(exchange.getMessage().getHeader("Content-Type"))
        .isEqualTo("application/cloudevents+json");
    events.add(JSON.readTree(exchange.getMessage().getBody(String.class)));
  }

  private Receipt get(Object request) {
    return context.createProducerTemplate().requestBody("direct:haul", request, Receipt.class);
  }

  private List<String> types() {
    return events.stream().map(event -> event.path("type").asText()).toList();
  }

  @Test
  void eachEndIsACloudEventWithTheReceipt() throws Exception {
    start(this::keep);
    String url = origin.serve("/file.bin", CONTENT);
    List<Receipt> receipts =
        List.of(
            get(Map.of("url", url, "id", "acme-1")),
            get(Map.of("url", url, "id", "acme-1")),
            get(origin.serve("/gone.bin", CONTENT, Refusals.status(404))),
            get("nonsense"));

    await().until(() -> events.size() == 4);
    assertThat(types())
        .containsExactly(
            "dev.haul.download.completed",
            "dev.haul.download.completed",
            "dev.haul.download.failed",
            "dev.haul.download.failed");
    assertThat(receipts.get(1).outcome()).isEqualTo(Outcome.UNCHANGED);
    for (int i = 0; i < 4; i++) {
      JsonNode event = events.get(i);
      assertThat(event.path("specversion").asText()).isEqualTo("1.0");
      assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
      assertThat(event.path("subject").asText()).isEqualTo(receipts.get(i).id());
      assertThat(URI.create(event.path("source").asText())).hasScheme("urn");
      assertThat(Instant.parse(event.path("time").asText())).isBefore(Instant.now());
      assertThat(event.path("data")).isEqualTo(JSON.readTree(ReceiptJson.toJson(receipts.get(i))));
    }
    assertThat(events.stream().map(event -> event.path("id").asText()).distinct()).hasSize(4);
  }

  @Test
  void eachDownloadEndsWithOneEventHoweverItEnded() throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:told").routeId("told").process(EventsTest.this::keep);
          }
        });
    Map<String, String> keys =
        Map.of(
            "haul.downloads", folder.resolve("downloads").toString(),
            "haul.inbox", folder.resolve("inbox").toString(),
            "haul.events.to", "direct:told");
    HaulBundle.install(context, Configuration.of(keys), List.of("control"));
    context.start();
    Content other = Content.of(8, 1_200_000);
    List<CompletableFuture<Receipt>> receipts =
        List.of(
            begin("proven", origin.serve("/a.bin", CONTENT)),
            begin("restarted", changing("/b.bin", other)),
            begin("changed", changing("/c.bin", other)),
            begin("refused", origin.serve("/d.bin", CONTENT, Refusals.status(404))),
            begin("running", origin.serve("/e.bin", CONTENT, Pace.rate(50_000))),
            begin("silent", origin.serve("/f.bin", CONTENT, Pace.neverAnswers())));
    await().until(() -> origin.bytesSent("/e.bin") > 0 && !origin.requests("/f.bin").isEmpty());
    for (String id : List.of("running", "silent")) {
      context
          .createProducerTemplate()
          .sendBody("direct:haul-control", Command.of(id, Command.Verb.CANCEL));
    }
    for (CompletableFuture<Receipt> receipt : receipts) {
      receipt.get(20, TimeUnit.SECONDS);
    }
    assertThat(receipts.get(1).get().transfer().restarts()).isPositive();
    context.stop();

    assertThat(events)
        .extracting(event -> event.path("subject").asText() + " " + end(event))
        .containsExactlyInAnyOrder(
            "proven completed",
            "restarted completed",
            "changed failed",
            "refused failed",
            "running cancelled",
            "silent cancelled");
  }

  private static String end(JsonNode event) {
    return event.path("type").asText().replaceFirst(".*[.]", "");
  }

  private String changing(String path, Content other) {
    return origin.serve(path, CONTENT, Pace.rate(500_000), Validators.changedContent(1, other));
  }

  private CompletableFuture<Receipt> begin(String id, String url) {
    Map<String, Object> request = new HashMap<>(Map.of("id", id, "url", url));
    if (id.equals("changed")) {
      request.put("digests", Map.of("sha-256", CONTENT.sha256()));
    }
    return context.createProducerTemplate().asyncRequestBody("direct:haul", request, Receipt.class);
  }

  @Test
  void startAndProgressComeOnRequest() throws Exception {
    start(
        this::keep,
        "haul.events.types",
        "started,progress,completed",
        "haul.events.progress",
        "50ms",
        "haul.fetch.watch",
        "50ms");
    get(origin.serve("/file.bin?token=s3cret", CONTENT, Pace.rate(800_000)));

    await().until(() -> types().contains("dev.haul.download.completed"));
    assertThat(types())
        .startsWith("dev.haul.download.started")
        .contains("dev.haul.download.progress")
        .endsWith("dev.haul.download.completed");
    assertThat(events.get(0).path("data").path("url").asText()).endsWith("/file.bin?token=***");
    JsonNode last = events.get(types().lastIndexOf("dev.haul.download.progress")).path("data");
    assertThat(last.path("size").asLong()).isEqualTo(CONTENT.size());
    assertThat(last.path("bytes").asLong()).isBetween(1L, CONTENT.size());
  }

  @Test
  void filesCanBeTheReceiver() throws Exception {
    Path told = folder.resolve("events");
    install("file:" + told);
    context.start();
    get(origin.serve("/a.bin", CONTENT));
    get(origin.serve("/b.bin", CONTENT));

    await().untilAsserted(() -> holdsTwo(told));
  }

  private void holdsTwo(Path told) throws Exception {
    try (Stream<Path> files = Files.list(told)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(2);
      for (Path file : all) {
        JsonNode event = JSON.readTree(Files.readString(file));
        assertThat(event.path("data").path("outcome").asText()).isEqualTo("proven");
      }
    }
  }

  @Test
  void receiverThatFailsForAWhileMissesNothing() throws Exception {
    AtomicInteger refusals = new AtomicInteger();
    start(
        exchange -> {
          if (refusals.incrementAndGet() <= 3) {
            throw new IllegalStateException("not now");
          }
          keep(exchange);
        });
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      receipts.add(get(origin.serve("/" + i + ".bin", CONTENT)));
    }

    await().until(() -> events.size() == 5);
    assertThat(events)
        .extracting(event -> event.path("subject").asText())
        .containsExactlyElementsOf(receipts.stream().map(Receipt::id).toList());
  }

  @Test
  void receiverThatHangsHoldsNeitherDownloadsNorTheStop() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    start(exchange -> never.await());
    for (int i = 0; i < 5; i++) {
      assertThat(get(origin.serve("/" + i + ".bin", CONTENT)).outcome()).isEqualTo(Outcome.PROVEN);
    }
    assertThat(CompletableFuture.runAsync(context::stop)).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(events).isEmpty();
  }

  @Test
  void stopDeliversWhatWaits() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    start(
        exchange -> {
          stopping.await(100, TimeUnit.MILLISECONDS);
          keep(exchange);
        });
    for (int i = 0; i < 3; i++) {
      get(origin.serve("/" + i + ".bin", CONTENT));
    }
    stopping.countDown();
    context.stop();
    assertThat(events).hasSize(3);
  }

  @Test
  void wrongTypeIsAnError() {
    assertThatThrownBy(() -> install("log:x", "haul.events.types", "completd"))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageStartingWith(
            "haul.events.types: there is no event \"completd\"; did you mean completed?");
  }
}
