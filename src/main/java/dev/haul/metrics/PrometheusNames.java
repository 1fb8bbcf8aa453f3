package dev.haul.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Set;

/** Makes the meters of others keep to Prometheus' conventions, as {@code promtool} checks them. */
final class PrometheusNames implements MeterFilter {

  private static final String ROUTES = "camel.";
  private static final String ROUTE = "routeId";

  /** Names with a wrong suffix or unit, and of no use here; and those of some collectors alone. */
  private static final Set<String> UNWANTED =
      Set.of("process.cpu.time", "system.cpu.count", "jvm.gc.concurrent.phase.time");

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return UNWANTED.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
  }

  /** Of the labels of a route only its name differs from route to route. */
  @Override
  public Meter.Id map(Meter.Id id) {
    String route = id.getTag(ROUTE);
    return route != null && id.getName().startsWith(ROUTES)
        ? id.replaceTags(List.of(Tag.of("route", route)))
        : id;
  }
}
