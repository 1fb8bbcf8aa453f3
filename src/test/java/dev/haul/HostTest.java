package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In somebody else's Camel application the bundle changes nothing that is not its own. */
@Timeout(60)
class HostTest {

  private static final Content CONTENT = Content.of(7, 3_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final DefaultCamelContext host = new DefaultCamelContext();
  private ProducerTemplate producer;

  @BeforeEach
  void startHost() throws Exception {
    HttpComponent http = host.getComponent("http", HttpComponent.class);
    http.setFollowRedirects(true);
    http.setMaxTotalConnections(7);
    host.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(IllegalStateException.class).handled(true).to("mock:mended");
            onException(Exception.class).handled(true).to("mock:any");
            from("direct:breaks").throwException(new IllegalStateException("theirs"));
            from("direct:http")
                .to("http:" + origin.url("/theirs").substring("http:".length()))
                .to("mock:fetched");
            from("direct:file").to("direct:haul").to("mock:receipt");
          }
        });
    HaulBundle.install(
        host, Configuration.of(Map.of("haul.downloads", folder.toString())), List.of());
    host.start();
    producer = host.createProducerTemplate();
  }

  @AfterEach
  void stop() {
    host.stop();
    origin.close();
  }

  @Test
  void errorHandlerOfHostCatchesItsOwnAndNothingOfHaul() {
    producer.sendBody("direct:breaks", "x");
    assertThat(mock("mock:mended").getReceivedCounter()).isEqualTo(1);
    producer.sendBody("direct:file", origin.serve("/gone.bin", CONTENT, Refusals.status(404)));
    producer.sendBody("direct:file", "ftp://host/file");
    assertThat(mock("mock:any").getReceivedCounter()).isZero();
    assertThat(mock("mock:receipt").getReceivedCounter()).isEqualTo(2);
  }

  @Test
  void httpOfHostKeepsItsSettings() {
    String there = origin.serve("/there", Content.of("theirs"));
    origin.serve("/theirs", CONTENT, Replies.redirectTo(there));
    assertArrived(
        producer.requestBody("direct:haul", origin.serve("/ours.bin", CONTENT), Receipt.class),
        CONTENT);
    HttpComponent http = host.getComponent("http", HttpComponent.class);
    assertThat(http.getClientConnectionManager()).isNull();
    assertThat(http.getHttpClientConfigurer()).isNull();
    assertThat(http.getMaxTotalConnections()).isEqualTo(7);
    producer.sendBody("direct:http", null);
    assertThat(mock("mock:fetched").getExchanges())
        .singleElement()
        .satisfies(
            exchange -> {
              assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("theirs");
            });
    assertThat(origin.requests("/there").get(0).header("User-Agent").orElse(""))
        .doesNotContain("Haul");
  }

  @Test
  void httpErrorsOfHostAreStillErrors() {
    origin.serve("/theirs", CONTENT, Refusals.status(500));
    producer.sendBody("direct:http", null);
    assertThat(mock("mock:any").getExchanges())
        .singleElement()
        .satisfies(
            exchange ->
                assertThat(exchange.getProperty(org.apache.camel.Exchange.EXCEPTION_CAUGHT))
                    .isInstanceOf(HttpOperationFailedException.class));
  }

  @Test
  void contextOfHostKeepsItsSettings() {
    assertThat(host.isStreamCaching()).isEqualTo(new DefaultCamelContext().isStreamCaching());
    assertThat(host.getShutdownStrategy().getTimeout())
        .isEqualTo(new DefaultCamelContext().getShutdownStrategy().getTimeout());
    assertThat(host.getRoutes())
        .allMatch(route -> route.getId().startsWith("haul-") || route.getId().startsWith("route"));
    assertThat(host.getEndpoints())
        .extracting(endpoint -> endpoint.getEndpointUri())
        .filteredOn(uri -> uri.contains("haul"))
        .allMatch(uri -> uri.matches("(seda|direct|timer|haul-http)://haul.*"));
  }

  @Test
  void headersAndPropertiesOfHostDoNotTravelAlong() {
    producer.sendBodyAndHeaders(
        "direct:file",
        origin.serve("/file.bin", CONTENT),
        Map.of("CamelHttpQuery", "a=b", "X-Theirs", "secret", "CamelHttpMethod", "DELETE"));
    await().until(() -> mock("mock:receipt").getReceivedCounter() == 1);
    assertThat(origin.requests())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.method()).isEqualTo("GET");
              assertThat(request.target()).isEqualTo("/file.bin");
              assertThat(request.header("X-Theirs")).isEmpty();
            });
  }

  private MockEndpoint mock(String uri) {
    return host.getEndpoint(uri, MockEndpoint.class);
  }
}
