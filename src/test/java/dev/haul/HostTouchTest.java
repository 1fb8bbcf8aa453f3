package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Refusals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is the host's stays the host's, and what is Haul's stays Haul's. */
@Timeout(60)
class HostTouchTest {

  private static final Content CONTENT = Content.of(7, 1_200_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private void install(CamelContext context) throws Exception {
    HaulBundle.install(
        context,
        Configuration.of(
            Map.of("haul.downloads", folder.toString(), "haul.failures.backoff", "10ms")),
        List.of());
  }

  @Test
  void routeOfTheHostBehavesAsWithoutHaul() throws Exception {
    Map<?, ?> system = new HashMap<>(System.getProperties());
    Map<String, Object> without = behaviour(false);
    Map<String, Object> with = behaviour(true);

    assertThat(with).isEqualTo(without);
    assertThat(without).containsEntry("redeliveries", 3).containsEntry("stopped", "went on to end");
    assertThat(new HashMap<>(System.getProperties())).isEqualTo(system);
  }

  /** Everything that can be seen of a route in a context with settings of its own. */
  private Map<String, Object> behaviour(boolean withHaul) throws Exception {
    Map<String, Object> seen = new TreeMap<>();
    AtomicInteger deliveries = new AtomicInteger();
    CountDownLatch underWay = new CountDownLatch(1);
    DefaultCamelContext context = new DefaultCamelContext();
    context.getCamelContextExtension().setName("host");
    context.getShutdownStrategy().setTimeout(7);
    context.setUseMDCLogging(true);
    context.getStreamCachingStrategy().setSpoolThreshold(10);
    context.getComponent("http", HttpComponent.class).setResponseTimeout(4321);
    context
        .getCamelContextExtension()
        .setErrorHandlerFactory(
            new DeadLetterChannelBuilder("direct:dead").maximumRedeliveries(2).redeliveryDelay(1));
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:fails")
                .routeId("fails")
                .process(
                    exchange -> {
                      deliveries.incrementAndGet();
                      throw new IOException("no");
                    });
            from("direct:dead").routeId("dead").setBody(constant("buried"));
            from("direct:reads")
                .routeId("reads")
                .setProperty("chunk", constant("mine"))
                .process(
                    exchange ->
                        seen.put(
                            "stream", exchange.getMessage().getBody().getClass().getSimpleName()))
                .to("log:host?level=OFF");
            from("seda:slow")
                .routeId("slow")
                .process(
                    exchange -> {
                      underWay.countDown();
                      await().until(context::isStopping);
                      seen.put("stopped", "went on to end");
                    });
          }
        });
    if (withHaul) {
      install(context);
    }
    context.start();
    try {
      if (withHaul) {
        Receipt receipt =
            context
                .createProducerTemplate()
                .requestBody("direct:haul", origin.serve("/file.bin", CONTENT), Receipt.class);
        assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
      }
      var template = context.createProducerTemplate();
      seen.put("dead", template.requestBody("direct:fails", "x"));
      seen.put("redeliveries", deliveries.get());
      Exchange read =
          template.request(
              "direct:reads",
              exchange -> exchange.getMessage().setBody(new ByteArrayInputStream(new byte[99])));
      seen.put("headers", new TreeMap<>(read.getMessage().getHeaders()).keySet());
      seen.put("properties", new TreeMap<>(read.getProperties()).keySet());
      seen.put("inflight", context.getInflightRepository().size("reads"));
      seen.put("settings", settings(context));
      seen.put("routes", hostRoutes(context));
      template.asyncSendBody("seda:slow", "x");
      assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      context.stop();
    }
    return seen;
  }

  private static List<String> hostRoutes(CamelContext context) {
    return context.getRoutes().stream()
        .map(Route::getId)
        .filter(id -> !id.startsWith("haul-"))
        .toList();
  }

  private static Map<String, Object> settings(CamelContext context) {
    Map<String, Object> all = new TreeMap<>();
    var beans = PluginHelper.getBeanIntrospection(context);
    for (String name : List.of("http", "seda", "direct", "timer", "log")) {
      Map<String, Object> component = new TreeMap<>();
      beans.getProperties(context.getComponent(name), component, null);
      component.forEach((key, value) -> all.put(name + "." + key, shown(value)));
    }
    Map<String, Object> profile = new TreeMap<>();
    beans.getProperties(
        context.getExecutorServiceManager().getDefaultThreadPoolProfile(), profile, null);
    profile.forEach((key, value) -> all.put("pool." + key, shown(value)));
    all.put("timeout", context.getShutdownStrategy().getTimeout());
    all.put("shutdown", context.getShutdownStrategy().getClass());
    all.put("management", context.getManagementStrategy().getClass());
    all.put("streams", context.isStreamCaching());
    all.put("mdc", context.isUseMDCLogging());
    all.put("tracing", context.isTracing());
    all.put("autoStartup", context.isAutoStartup());
    all.put("errors", context.getCamelContextExtension().getErrorHandlerFactory().getClass());
    all.put("unknown key", context.getPropertiesComponent().resolveProperty("haul.mine"));
    all.put("interceptors", context.getCamelContextExtension().getInterceptStrategies().size());
    return all;
  }

  /** Objects differ in their identity only, which says nothing. */
  private static String shown(Object value) {
    return value instanceof Number || value instanceof Boolean || value instanceof String
        ? value.toString()
        : value == null ? "null" : value.getClass().getName();
  }

  @Test
  void whatTheHostSetsForAllRoutesDoesNotReachHaul() throws Exception {
    List<String> reached = new ArrayList<>();
    DefaultCamelContext context = new DefaultCamelContext();
    context
        .getCamelContextExtension()
        .setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:dead"));
    HttpComponent http = context.getComponent("http", HttpComponent.class);
    http.setHttpClientConfigurer(client -> reached.add("client"));
    http.setProxyHost("127.0.0.1");
    http.setProxyPort(1);
    http.setResponseTimeout(1);
    context.addRoutesConfigurations(
        new RouteConfigurationBuilder() {
          @Override
          public void configuration() {
            routeConfiguration()
                .onException(Exception.class)
                .handled(true)
                .process(exchange -> reached.add("exception"));
            routeConfiguration().intercept().process(exchange -> reached.add("intercept"));
            routeConfiguration().interceptFrom().process(exchange -> reached.add("from"));
            routeConfiguration().onCompletion().process(exchange -> reached.add("completion"));
          }
        });
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            interceptSendToEndpoint("http*").process(exchange -> reached.add("http"));
            from("direct:dead").routeId("dead").process(exchange -> reached.add("dead"));
          }
        });
    install(context);
    context.start();
    try {
      var template = context.createProducerTemplate();
      String cut = origin.serve("/cut.bin", CONTENT, Cuts.cutAfter(100_000).first(3));
      String gone = origin.serve("/gone.bin", CONTENT, Refusals.status(404));
      assertThat(template.requestBody("direct:haul", cut, Receipt.class).outcome())
          .isEqualTo(Outcome.PROVEN);
      assertThat(template.requestBody("direct:haul", gone, Receipt.class).outcome())
          .isEqualTo(Outcome.FAILED);
      assertThat(template.requestBody("direct:haul", "nonsense", Receipt.class).outcome())
          .isEqualTo(Outcome.FAILED);
      assertThat(reached).isEmpty();
    } finally {
      context.stop();
    }
  }

  @Test
  void ofTheCallersExchangeOnlyTheBodyChanges() throws Exception {
    List<String> names =
        List.of("download", "haulDownload", "chunk", "flight", "tally", "batch", "list", "entry");
    DefaultCamelContext context = new DefaultCamelContext();
    install(context);
    context.start();
    try {
      for (String url :
          List.of(origin.serve("/file.bin", CONTENT), "nonsense", "ftp://127.0.0.1/x")) {
        Exception before = new IOException("mine");
        Exchange exchange =
            context
                .createProducerTemplate()
                .request(
                    "direct:haul",
                    asked -> {
                      names.forEach(name -> asked.setProperty(name, "my " + name));
                      asked.setProperty(Exchange.EXCEPTION_CAUGHT, before);
                      asked.setVariable("mine", "variable");
                      asked.getMessage().setHeader("mine", "header");
                      asked.getMessage().setBody(url);
                    });
        assertThat(exchange.getMessage().getBody()).isInstanceOf(Receipt.class);
        assertThat(exchange.getException()).isNull();
        names.forEach(name -> assertThat(exchange.getProperty(name)).isEqualTo("my " + name));
        assertThat(exchange.getProperties()).hasSameSizeAs(names);
        assertThat(exchange.getProperty(Exchange.EXCEPTION_CAUGHT)).isSameAs(before);
        assertThat(exchange.getVariables()).containsOnlyKeys("mine");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("mine");
      }
    } finally {
      context.stop();
    }
  }

  @Test
  void hostsThatTakeTheirTimeDoNotHoldHaul() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(8);
    DefaultCamelContext context = new DefaultCamelContext();
    install(context);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:host")
                .to("direct:haul")
                .process(
                    exchange -> {
                      busy.countDown();
                      enough.await();
                    });
          }
        });
    context.start();
    try {
      var template = context.createProducerTemplate();
      List<CompletableFuture<Object>> hosts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        hosts.add(
            template.asyncRequestBody("direct:host", origin.serve("/" + i + ".bin", CONTENT)));
      }
      assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
      Receipt receipt =
          template.requestBody("direct:haul", origin.serve("/more.bin", CONTENT), Receipt.class);
      assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
      enough.countDown();
      hosts.forEach(host -> assertThat(host).succeedsWithin(30, TimeUnit.SECONDS));
    } finally {
      enough.countDown();
      context.stop();
    }
  }
}
