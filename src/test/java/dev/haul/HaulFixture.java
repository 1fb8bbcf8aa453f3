package dev.haul;

import dev.haul.download.Receipt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** The real bundle in a context of its own, with a downloads folder of its own. */
final class HaulFixture implements AutoCloseable {

  private final CamelContext context = new DefaultCamelContext();
  private final HaulBundle bundle;
  private final ProducerTemplate producer;

  private HaulFixture(Map<String, String> keys, List<String> doors) throws Exception {
    bundle = HaulBundle.install(context, Configuration.of(keys), doors);
    context.start();
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
