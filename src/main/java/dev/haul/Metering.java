package dev.haul;

import dev.haul.download.OpenDownloads;
import dev.haul.fetch.ChunkQueue;
import dev.haul.fetch.Flights;
import dev.haul.health.Report;
import dev.haul.intake.Inbox;
import dev.haul.metrics.EventMeters;
import dev.haul.metrics.PrometheusMetrics;
import dev.haul.metrics.RouteMeters;
import dev.haul.metrics.StateMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/** Haul's meters: in the registry of a host, or in its own, which {@code /metrics} shows. */
final class Metering {

  /** The name that Camel's own meters look for first. */
  private static final String REGISTRY = "metricsRegistry";

  private Metering() {}

  /** Gives {@code context} a registry, and its routes meters; before they are loaded. */
  static PrometheusMetrics begin(CamelContext context) {
    PrometheusMetrics metrics = new PrometheusMetrics(Release.text(), context.getVersion());
    context.getRegistry().bind(REGISTRY, MeterRegistry.class, metrics.registry());
    context.addRoutePolicyFactory(new RouteMeters(metrics.registry()));
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopped(CamelContext stopped) {
            metrics.close();
          }
        });
    return metrics;
  }

  /**
   * Adds Haul's meters to the registry that {@code context} has, if any.
   *
   * @return ends what only counts while Haul runs
   */
  static Runnable join(CamelContext context, Configuration keys, Map<String, Object> beans) {
    MeterRegistry registry = find(context);
    if (registry == null) {
      return () -> {};
    }
    OpenDownloads downloads = (OpenDownloads) Observation.bean(beans, "haulDownloads");
    downloads.watchedBy(new EventMeters(registry));
    StateMeters states =
        new StateMeters(
            registry,
            new StateMeters.Sources(
                downloads,
                (Flights) Observation.bean(beans, "haulFlights"),
                (ChunkQueue) Observation.bean(beans, "haulChunkQueue"),
                (Inbox) Observation.bean(beans, "haulInbox"),
                keys.path("haul.inbox"),
                keys.path("haul.downloads"),
                keys.number("haul.fetch.consumers", 1, 256),
                () -> Report.ready(context).isUp()));
    states.register();
    return states::close;
  }

  private static @Nullable MeterRegistry find(CamelContext context) {
    MeterRegistry named = context.getRegistry().lookupByNameAndType(REGISTRY, MeterRegistry.class);
    return named != null
        ? named
        : CamelContextHelper.findSingleByType(context, MeterRegistry.class);
  }
}
