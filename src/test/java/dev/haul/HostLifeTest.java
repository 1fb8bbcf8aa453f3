package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.Retryable;
import dev.haul.health.Report;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Haul lives as long as its host's context, and again with it. */
@Timeout(60)
class HostLifeTest {

  private static final Content CONTENT = Content.of(7, 1_200_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final List<CamelContext> contexts = new ArrayList<>();

  @AfterEach
  void stop() {
    contexts.forEach(CamelContext::stop);
    origin.close();
  }

  private CamelContext context() {
    CamelContext context = new DefaultCamelContext();
    contexts.add(context);
    return context;
  }

  private CamelContext installed(Path downloads) throws Exception {
    CamelContext context = context();
    HaulBundle.install(
        context, Configuration.of(Map.of("haul.downloads", downloads.toString())), List.of());
    return context;
  }

  private static Receipt get(CamelContext context, String endpoint, String url) {
    return context.createProducerTemplate().requestBody(endpoint, url, Receipt.class);
  }

  private static void proves(CamelContext context, String url, Path folder) {
    Receipt receipt = get(context, "direct:haul", url);
    assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(Path.of(receipt.file().path())).hasParent(folder);
  }

  @Test
  void contextThatWasStoppedStartsAgain() throws Exception {
    CamelContext context = installed(folder);
    context.start();
    int routes = context.getRoutes().size();
    context.stop();
    for (int i = 0; i < 3; i++) {
      context.start();
      assertThat(context.getRoutes()).hasSize(routes);
      proves(context, origin.serve("/" + i + ".bin", CONTENT), folder);
      context.stop();
    }
  }

  @Test
  void metersHealthAndThreadsAreThoseOfTheLastStart() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    CamelContext context = context();
    context.getRegistry().bind("meters", MeterRegistry.class, meters);
    Map<String, String> keys =
        Map.of(
            "haul.downloads",
            folder.toString(),
            "haul.inbox",
            folder.resolve("inbox").toString(),
            "haul.inbox.poll",
            "20ms",
            "haul.traces.to",
            origin.serve("/traces", CONTENT));
    HaulBundle.install(context, Configuration.of(keys), List.of("intake-folder"));
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    String slow = origin.serve("/slow.bin", CONTENT, Pace.neverAnswers());
    long gauges = 0;
    for (int i = 1; i <= 3; i++) {
      context.getRegistry().bind("meters", MeterRegistry.class, meters); // A stop empties it.
      context.start();
      assertThat(Report.ready(context).json()).contains("\"status\":\"UP\"").doesNotContain("DOWN");
      proves(context, origin.serve("/" + i + ".bin", CONTENT), folder);
      Files.writeString(inbox.resolve(i + ".txt"), origin.serve("/list" + i + ".bin", CONTENT));
      Path done = inbox.resolve("done").resolve(i + ".txt");
      await().untilAsserted(() -> assertThat(done).exists());
      context.createProducerTemplate().asyncRequestBody("direct:haul", slow);
      await()
          .untilAsserted(
              () ->
                  assertThat(meters.get("haul.downloads").tag("state", "running").gauge().value())
                      .isOne());
      assertThat(meters.get("haul.consumers").tag("of", "alive").gauge().value()).isPositive();
      assertThat(meters.get("haul.downloads.finished").tag("outcome", "proven").counter().count())
          .isEqualTo(2 * i);
      gauges = gauges == 0 ? gauges(meters) : gauges;
      assertThat(gauges(meters)).isEqualTo(gauges);
      context.stop();
      assertThat(meters.find("haul.downloads").gauges()).isEmpty();
      await().untilAsserted(() -> assertThat(haulThreads(before)).isEmpty());
    }
  }

  private static long gauges(MeterRegistry meters) {
    return meters.getMeters().stream().filter(Gauge.class::isInstance).count();
  }

  private static List<String> haulThreads(Set<Thread> but) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !but.contains(thread))
        .map(Thread::getName)
        .filter(
            name -> name.contains("haul")) // Camel leaves some of its own from the second stop on.
        .toList();
  }

  @Test
  void downloadCutByTheStopGoesOnAfterTheStart() throws Exception {
    CamelContext context = installed(folder);
    context.start();
    String url = origin.serve("/slow.bin", CONTENT, Pace.rate(100_000));
    CompletableFuture<Receipt> cut =
        context.createProducerTemplate().asyncRequestBody("direct:haul", url, Receipt.class);
    HaulBundle bundle = HaulBundle.of(context);
    await().until(() -> bundle.progress().stream().anyMatch(download -> download.bytes() > 50_000));
    context.stop();
    assertThat(cut)
        .failsWithin(10, TimeUnit.SECONDS)
        .withThrowableOfType(ExecutionException.class)
        .withRootCauseInstanceOf(Retryable.Stopping.class);

    context.start();
    origin.serve("/slow.bin", CONTENT);
    Receipt receipt = get(context, "direct:haul", url);

    assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(receipt.transfer().resumes()).isEqualTo(1);
  }

  @Test
  void componentWorksAgainAfterTheStart() throws Exception {
    CamelContext context = context();
    context.getPropertiesComponent().addInitialProperty("haul.downloads", folder.toString());
    List<Object> told = new java.util.concurrent.CopyOnWriteArrayList<>();
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("haul:events").process(exchange -> told.add(exchange.getMessage().getBody()));
            from("direct:host").to("haul:get");
          }
        });
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      context.start();
      receipts.add(get(context, "direct:host", origin.serve("/" + i + ".bin", CONTENT)));
      await().untilAsserted(() -> assertThat(told).containsExactlyElementsOf(receipts));
      context.stop();
    }
  }

  @Test
  void suspendedContextGoesOn() throws Exception {
    CamelContext context = installed(folder);
    context.start();
    for (int i = 0; i < 2; i++) {
      context.suspend();
      context.resume();
      proves(context, origin.serve("/" + i + ".bin", CONTENT), folder);
    }
  }

  @Test
  void contextsInOneJvmHaveTheirOwn() throws Exception {
    CamelContext one = installed(folder.resolve("one"));
    CamelContext two = installed(folder.resolve("two"));
    one.start();
    two.start();
    String url = origin.serve("/file.bin", CONTENT);
    proves(one, url, folder.resolve("one"));
    proves(two, url, folder.resolve("two"));
    one.stop();
    proves(two, origin.serve("/more.bin", CONTENT), folder.resolve("two"));
  }

  @Test
  void secondInstallIsAnError() throws Exception {
    CamelContext context = installed(folder);
    assertThatThrownBy(() -> HaulBundle.install(context))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Haul is in " + context.getName() + " already");
  }

  @Test
  void mainDoesNotFindTheRoutesByItself() throws Exception {
    Main main = new Main();
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    try {
      main.start();
      assertThat(main.getCamelContext().getRoutes()).isEmpty();
    } finally {
      main.stop();
    }
  }

  @Test
  void mainConfiguresTheComponent() throws Exception {
    Main main = new Main();
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.addInitialProperty("camel.component.haul.downloads", folder.toString());
    main.addInitialProperty("haul.downloads.if-exists", "fail");
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("direct:host").to("haul:get");
              }
            });
    try {
      main.start();
      String url = origin.serve("/file.bin", CONTENT);
      Receipt receipt = get(main.getCamelContext(), "direct:host", url);
      assertThat(Path.of(receipt.file().path())).hasParent(folder);
      Receipt again = get(main.getCamelContext(), "direct:haul", url);
      assertThat(again.error().type()).isEqualTo("urn:haul:problem:target-exists");
    } finally {
      main.stop();
    }
  }
}
