package dev.haul;

import dev.haul.download.Receipt;
import dev.haul.web.WebServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;

/** The real bundle in a context of its own, with a downloads folder of its own. */
final class HaulFixture implements AutoCloseable {

  private final CamelContext context = new DefaultCamelContext();
  private final HaulBundle bundle;
  private final ProducerTemplate producer;
  private final WebServer server;

  /** The folder door and the API. */
  static final List<String> SERVE =
      Stream.concat(Stream.of("intake-folder"), Site.DOORS.stream()).toList();

  private HaulFixture(Map<String, String> keys, List<String> doors) throws Exception {
    Configuration configuration = Configuration.of(keys);
    bundle = HaulBundle.install(context, configuration, doors);
    server = doors.contains(Site.DOOR) ? Site.start(context, configuration, bundle.beans()) : null;
    if (doors.contains("intake-queue")) {
      // A consumer ends only between two looks at its queue, and would take a second for one.
      context.getComponent("haul-broker", JmsComponent.class).setReceiveTimeout(100);
    }
    context.start();
    if (server != null) {
      server.open();
    }
    producer = context.createProducerTemplate();
  }

  /** Haul that downloads into {@code folder}; {@code keys} are key, value, key, value … */
  static HaulFixture start(Path folder, String... keys) throws Exception {
    return start(folder, List.of(), keys);
  }

  static HaulFixture start(Path folder, List<String> doors, String... keys) throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("haul.downloads", folder.resolve("downloads").toString());
    all.put("haul.inbox", folder.resolve("inbox").toString());
    all.put("haul.inbox.poll", "20ms");
    all.put("haul.http.port", "0");
    // Else one connection would be enough here, and nothing would be seen of what several do.
    all.put("haul.fetch.enough", "1TB/s");
    for (int i = 0; i < keys.length; i += 2) {
      all.put(keys[i], keys[i + 1]);
    }
    return new HaulFixture(all, doors);
  }

  /** Downloads and waits for the receipt. */
  Receipt get(Object request) {
    return producer.requestBody("direct:haul", request, Receipt.class);
  }

  /** Starts a download; the receipt comes later. */
  CompletableFuture<Receipt> begin(Object request) {
    return producer.asyncRequestBody("direct:haul", request, Receipt.class);
  }

  /** Where the API is, without a slash at the end. */
  String url() {
    return server.url().replaceFirst("/$", "");
  }

  WebServer server() {
    return server;
  }

  CamelContext context() {
    return context;
  }

  HaulBundle bundle() {
    return bundle;
  }

  @Override
  public void close() {
    context.stop();
  }
}
