package dev.haul.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** All meters of this process as Prometheus reads them. */
public final class PrometheusMetrics implements AutoCloseable {

  /** What the text is, for those who do not ask for another format. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * @param version of Haul
   * @param camel version of Camel
   */
  public PrometheusMetrics(String version, String camel) {
    registry.config().meterFilter(new PrometheusNames());
    Gauge.builder("haul.build.info", () -> 1)
        .description("What this is.")
        .tags(Tags.of("version", version, "camel", camel))
        .tags("java", Runtime.version().toString())
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** The format for one whose Accept header is {@code accepts}. */
  public static String format(String accepts) {
    return accepts.contains(OPEN_METRICS) ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : TEXT;
  }

  /** Every meter with its value now. */
  public String scrape(String format) {
    return registry.scrape(format);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
