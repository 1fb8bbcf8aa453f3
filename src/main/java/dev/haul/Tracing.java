package dev.haul;

import dev.haul.download.OpenDownloads;
import dev.haul.traces.Collector;
import dev.haul.traces.Traces;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;

/** Spans for a collector, as {@code haul.traces.to} wants them. */
final class Tracing {

  private static final String TO = "haul.traces.to";

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Haul has 3 s to stop. */
  private static final Duration LAST_LIMIT = Duration.ofMillis(500);

  private Tracing() {}

  /** Returns what sends the last ones. */
  static Runnable join(CamelContext context, Configuration keys, OpenDownloads downloads) {
    if (!keys.isSet(TO)) {
      return () -> {};
    }
    Collector collector =
        new Collector(
            address(keys),
            Map.of(
                "service.name", "haul",
                "service.version", Release.text(),
                "service.instance.id", Node.name()));
    downloads.watchedBy(new Traces(collector));
    ScheduledExecutorService sender =
        context
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(collector, "haul-traces");
    var sending =
        sender.scheduleWithFixedDelay(() -> collector.send(LIMIT), 1, 1, TimeUnit.SECONDS);
    return () -> {
      sending.cancel(true);
      collector.send(LAST_LIMIT);
      context.getExecutorServiceManager().shutdownNow(sender);
    };
  }

  private static URI address(Configuration keys) {
    String value = keys.text(TO);
    try {
      URI address = new URI(value);
      if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
        return address;
      }
    } catch (URISyntaxException wrong) {
      // Falls through: the message below says what is expected.
    }
    throw InvalidConfiguration.value(
        TO, value, "an address such as http://127.0.0.1:4318/v1/traces");
  }
}
