package dev.haul.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Camel's meters of a route, for Haul's routes alone: no endpoint and thus no URL is a label.
 *
 * <p>Names are camel-micrometer's. Its own policy formats two strings for each exchange in each
 * route, which was a fifth of the CPU time of a small file.
 */
public final class RouteMeters extends MicrometerRoutePolicyFactory {

  private static final String OURS = "haul-";

  private final MeterRegistry registry;

  public RouteMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public @Nullable RoutePolicy createRoutePolicy(
      CamelContext context, String routeId, NamedNode route) {
    return routeId.startsWith(OURS) ? new Policy(routeId) : null;
  }

  private final class Policy extends RoutePolicySupport {
    private final String began;
    private @Nullable Meters meters;

    Policy(String routeId) {
      began = "meter-" + routeId;
    }

    @Override
    public void onStart(Route route) {
      meters = new Meters(route, registry, getNamingStrategy());
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
      exchange.setProperty(began, System.nanoTime());
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
      Meters started = meters;
      if (started != null && exchange.removeProperty(began) instanceof Long at) {
        started.count(exchange, System.nanoTime() - at);
      }
    }
  }

  private static final class Meters {
    private final Timer time;
    private final Counter total;
    private final Counter succeeded;
    private final Counter failed;
    private final Counter handled;

    Meters(Route route, MeterRegistry registry, MicrometerRoutePolicyNamingStrategy names) {
      time =
          Timer.builder(names.getName(route))
              .tags(names.getTags(route))
              .description("From the begin of a route to its end.")
              .register(registry);
      Tags tags = names.getExchangeStatusTags(route);
      total = counter(registry, names.getExchangesTotalName(route), tags);
      succeeded = counter(registry, names.getExchangesSucceededName(route), tags);
      failed = counter(registry, names.getExchangesFailedName(route), tags);
      handled = counter(registry, names.getFailuresHandledName(route), tags);
    }

    private static Counter counter(MeterRegistry registry, String name, Tags tags) {
      return Counter.builder(name)
          .tags(tags)
          .description("Exchanges of a route, by how they ended.")
          .register(registry);
    }

    void count(Exchange exchange, long nanos) {
      time.record(nanos, TimeUnit.NANOSECONDS);
      total.increment();
      if (exchange.isFailed()) {
        failed.increment();
        return;
      }
      succeeded.increment();
      if (ExchangeHelper.isFailureHandled(exchange)) {
        handled.increment();
      }
    }
  }
}
