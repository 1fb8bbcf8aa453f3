package dev.haul.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.haul.Configuration;
import dev.haul.HaulBundle;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Permanent;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Refusals;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.TypeConversionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code haul:get} and {@code haul:events} in a context that knows nothing else of Haul. */
@Timeout(60)
class HaulComponentTest {

  private static final Content CONTENT = Content.of(7, 300_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ProducerTemplate template = context.createProducerTemplate();

  @BeforeEach
  void setFolder() {
    context.getPropertiesComponent().addInitialProperty("haul.downloads", folder.toString());
  }

  @AfterEach
  void stop() {
    context.stop();
    origin.close();
  }

  private void routes(RouteBuilder routes) throws Exception {
    context.addRoutes(routes);
  }

  private static RouteBuilder route(String to) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:host").routeId("host").to(to);
      }
    };
  }

  private Receipt ask(Object body) {
    return template.requestBody("direct:host", body, Receipt.class);
  }

  @Test
  void getGivesReceiptOfProvenFile() throws Exception {
    routes(route("haul:get"));
    context.start();

    Receipt receipt = ask(origin.serve("/file.bin", CONTENT));

    assertThat(receipt.outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(Path.of(receipt.file().path())).isEqualTo(folder.resolve("file.bin"));
    assertThat(receipt.file().sha256()).isEqualTo(CONTENT.sha256());
  }

  @Test
  void getThrowsWhyThereIsNoFileAndLeavesTheBody() throws Exception {
    routes(route("haul:get"));
    context.start();
    String url = origin.serve("/gone.bin", CONTENT, Refusals.status(404));

    var exchange = template.request("direct:host", asked -> asked.getMessage().setBody(url));

    assertThat(exchange.getException())
        .isInstanceOfSatisfying(
            Permanent.NotDownloaded.class,
            failure -> {
              assertThat(failure.reason()).isEqualTo("not-found");
              assertThat(failure.problem()).isEqualTo(failure.receipt().error());
              assertThat(failure.receipt().outcome()).isEqualTo(Outcome.FAILED);
            });
    assertThat(exchange.getMessage().getBody()).isEqualTo(url);
  }

  @Test
  void callersOnExceptionSeesTheFailure() throws Exception {
    routes(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(DownloadFailure.class)
                .handled(true)
                .setBody(simple("${exception.reason}: ${exception.problem.retryable}"));
            from("direct:host").to("haul:get");
          }
        });
    context.start();

    assertThat(template.requestBody("direct:host", "nonsense")).isEqualTo("unusable-url: false");
    assertThat(template.requestBody("direct:host", 42)).isEqualTo("bad-request: false");
    assertThat(template.requestBody("direct:host", null, String.class))
        .isEqualTo("bad-request: false");
  }

  @Test
  void optionsHoldForRequestsThatDoNotSay() throws Exception {
    routes(route("haul:get?dir=acme/in&ifExists=replace&requestedBy=eod&connections=2&priority=1"));
    context.start();
    String url = origin.serve("/file.bin", CONTENT);

    Receipt first = ask(url);
    Receipt again = ask(Map.of("url", url, "name", "other.bin", "requestedBy", "me"));
    Receipt elsewhere = ask("{\"url\":\"" + url + "\",\"dir\":\"own\"}");

    assertThat(Path.of(first.file().path())).isEqualTo(folder.resolve("acme/in/file.bin"));
    assertThat(first.request().requestedBy()).isEqualTo("eod");
    assertThat(first.transfer().maxConnections()).isLessThanOrEqualTo(2);
    assertThat(Path.of(again.file().path())).isEqualTo(folder.resolve("acme/in/other.bin"));
    assertThat(again.request().requestedBy()).isEqualTo("me");
    assertThat(Path.of(elsewhere.file().path())).isEqualTo(folder.resolve("own/file.bin"));
  }

  @Test
  void fileWithRequestIsReadAsText() throws Exception {
    routes(route("haul:get"));
    context.start();
    Path request = folder.resolve("one.url");
    Files.writeString(request, origin.serve("/file.bin", CONTENT) + "\n");

    assertThat(ask(request.toFile()).outcome()).isEqualTo(Outcome.PROVEN);
    assertThat(ask(Files.newInputStream(request)).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void wrongEndpointsSayWhatIsMeant() {
    String[][] wrong = {
      {"haul:gte", "haul:gte is no endpoint; did you mean haul:get?"},
      {"haul:get?site=acme", "site is not supported yet; leave it out"},
      {"haul:get?ifExists=reus", "expected reuse, rename, replace or fail, was \"reus\""},
      {"haul:get?connections=0", "connections: expected 1 or more, was 0"},
      {"haul:get?priority=10", "priority: expected 0 to 9, was 10"},
      {"haul:events?types=prooven", "there is no event \"prooven\"; did you mean proven?"},
      {"haul:get?folder=x", "folder"},
    };
    for (String[] each : wrong) {
      assertThatThrownBy(() -> context.getEndpoint(each[0])).hasStackTraceContaining(each[1]);
    }
    assertThat(HaulBundle.of(context)).isNull();
  }

  @Test
  void eventsGivesReceiptsOfTheTypesAskedFor() throws Exception {
    List<Object> good = new CopyOnWriteArrayList<>();
    List<Object> bad = new CopyOnWriteArrayList<>();
    List<Object> begun = new CopyOnWriteArrayList<>();
    routes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("haul:events?types=proven").process(e -> good.add(e.getMessage().getBody()));
            from("haul:events?types=failed").process(e -> bad.add(e.getMessage().getBody()));
            from("haul:events?types=started,unchanged")
                .process(
                    e -> {
                      begun.add(e.getMessage().getHeader(HaulHeaders.EVENT));
                      begun.add(e.getMessage().getBody());
                    });
            from("direct:host").to("direct:haul");
          }
        });
    context.start();

    Receipt proven = ask(origin.serve("/file.bin", CONTENT));
    Receipt failed = ask(origin.serve("/gone.bin", CONTENT, Refusals.status(410)));
    Receipt refused = ask("nonsense");
    Receipt unchanged = ask(origin.serve("/file.bin", CONTENT));

    await().until(() -> begun.contains(unchanged));
    assertThat(good).containsExactly(proven);
    assertThat(bad).containsExactly(failed, refused);
    assertThat(begun).element(0).isEqualTo("started");
    assertThat(begun).element(1).isInstanceOf(Progress.class);
    assertThat(begun).element(begun.size() - 2).isEqualTo("completed");
  }

  @Test
  void receiptIsTheFile() throws Exception {
    context.start();
    Receipt receipt =
        template.requestBody("haul:get", origin.serve("/file.bin", CONTENT), Receipt.class);
    var converter = context.getTypeConverter();

    Path path = folder.resolve("file.bin");
    assertThat(converter.convertTo(Path.class, receipt)).isEqualTo(path);
    assertThat(converter.convertTo(File.class, receipt)).isEqualTo(path.toFile());
    try (InputStream in = converter.convertTo(InputStream.class, receipt)) {
      assertThat(in.readAllBytes()).isEqualTo(CONTENT.bytes());
    }
    assertThat(converter.convertTo(String.class, receipt)).isEqualTo(ReceiptJson.toJson(receipt));
  }

  @Test
  void receiptWithoutFileSaysSoWhenItIsToBeOne() throws Exception {
    context.start();
    template.requestBody("haul:get", origin.serve("/file.bin", CONTENT));
    Receipt failed = template.requestBody("direct:haul", "nonsense", Receipt.class);

    assertThatThrownBy(() -> context.getTypeConverter().convertTo(File.class, failed))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("no file, the download ended as failed: ");
  }

  @Test
  void firstUseInStartedContextInstallsTheBundle() throws Exception {
    context.start();
    assertThat(context.getRoutes()).isEmpty();

    template.requestBody("haul:get", origin.serve("/file.bin", CONTENT));

    assertThat(context.getRoutes()).extracting(Route::getId).allMatch(id -> id.startsWith("haul-"));
  }

  @Test
  void bundleThatIsThereIsUsed() throws Exception {
    Path other = folder.resolve("other");
    HaulBundle bundle =
        HaulBundle.install(
            context, Configuration.of(Map.of("haul.downloads", other.toString())), List.of());
    routes(route("haul:get"));
    context.start();

    Receipt receipt = ask(origin.serve("/file.bin", CONTENT));

    assertThat(Path.of(receipt.file().path())).hasParent(other);
    assertThat(HaulBundle.of(context)).isSameAs(bundle);
  }

  @Test
  void componentCanBeConfigured() throws Exception {
    Path other = folder.resolve("other");
    HaulComponent component = context.getComponent("haul", HaulComponent.class);
    component.setDownloads(other.toString());
    component.setConfiguration(Configuration.of(Map.of("haul.downloads.if-exists", "fail")));
    routes(route("haul:get"));
    context.start();
    String url = origin.serve("/file.bin", CONTENT);

    assertThat(Path.of(ask(url).file().path())).hasParent(other);
    assertThatThrownBy(() -> ask(url))
        .isInstanceOf(CamelExecutionException.class)
        .hasRootCauseInstanceOf(Permanent.NotDownloaded.class);
  }

  @Test
  void configurationInTheRegistryIsTaken() throws Exception {
    Path other = folder.resolve("other");
    context
        .getRegistry()
        .bind("anything", Configuration.of(Map.of("haul.downloads", other.toString())));
    routes(route("haul:get"));
    context.start();

    assertThat(Path.of(ask(origin.serve("/file.bin", CONTENT)).file().path())).hasParent(other);
  }

  @Test
  void unknownKeyOfTheHostIsAnError() {
    context.getPropertiesComponent().addInitialProperty("haul.dowloads", "x");

    assertThatThrownBy(() -> context.getEndpoint("haul:get"))
        .hasStackTraceContaining("there is no key \"haul.dowloads\"")
        .hasStackTraceContaining("did you mean haul.downloads?");
  }
}
