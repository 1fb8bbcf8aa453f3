package dev.haul;

import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.fetch.Holds;
import dev.haul.web.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RoutePolicyFactory;

/** The bundle with its health and metrics behind a real port, as serve starts it. */
final class Served implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final CamelContext context = new DefaultCamelContext();
  private final WebServer server;
  private final ProducerTemplate producer;

  private Served(Map<String, String> all, RoutePolicyFactory policies) throws Exception {
    Configuration keys = Configuration.of(all);
    context.addRoutePolicyFactory(policies);
    var metrics = Metering.begin(context);
    HaulBundle bundle = HaulBundle.install(context, keys, doors(keys));
    server = Site.start(context, keys, bundle.beans());
    context.start();
    Probes.install(server, context, metrics);
    server.open();
    producer = context.createProducerTemplate();
  }

  private static List<String> doors(Configuration keys) {
    List<String> doors = new ArrayList<>(List.of("intake-folder"));
    doors.addAll(QueueBroker.doors(keys));
    return doors;
  }

  /** Haul below {@code folder}; {@code keys} are key, value, key, value … */
  static Served start(Path folder, String... keys) throws Exception {
    return start(folder, (context, id, route) -> null, keys);
  }

  /** The same with something more in its routes. */
  static Served start(Path folder, RoutePolicyFactory policies, String... keys) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("haul.downloads", folder.resolve("downloads").toString());
    all.put("haul.inbox", folder.resolve("inbox").toString());
    all.put("haul.http.port", "0");
    for (int i = 0; i < keys.length; i += 2) {
      all.put(keys[i], keys[i + 1]);
    }
    return new Served(all, policies);
  }

  CamelContext context() {
    return context;
  }

  Receipt get(Object request) {
    return producer.requestBody("direct:haul", request, Receipt.class);
  }

  CompletableFuture<Receipt> begin(Object request) {
    return producer.asyncRequestBody("direct:haul", request, Receipt.class);
  }

  OpenDownloads downloads() {
    return context.getRegistry().lookupByNameAndType("haulDownloads", OpenDownloads.class);
  }

  Holds holds() {
    return context.getRegistry().lookupByNameAndType("haulHolds", Holds.class);
  }

  /** What a GET of {@code path} is answered; {@code headers} are name, value … */
  HttpResponse<String> ask(String path, String... headers) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    context.stop();
  }
}
