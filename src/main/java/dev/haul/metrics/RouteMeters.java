package dev.haul.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.spi.RoutePolicy;
import org.jspecify.annotations.Nullable;

/** Camel's meters of a route, for Haul's routes alone: no endpoint and thus no URL is a label. */
public final class RouteMeters extends MicrometerRoutePolicyFactory {

  private static final String OURS = "haul-";

  public RouteMeters(MeterRegistry registry) {
    setMeterRegistry(registry);
    // haul_build_info says the same.
    setSkipCamelInfo(true);
    // Its default is shared by everybody.
    MicrometerRoutePolicyConfiguration routesAlone = new MicrometerRoutePolicyConfiguration();
    routesAlone.setContextEnabled(false);
    routesAlone.setExternalRedeliveries(false);
    setPolicyConfiguration(routesAlone);
  }

  @Override
  public @Nullable RoutePolicy createRoutePolicy(
      CamelContext context, String routeId, NamedNode route) {
    return routeId.startsWith(OURS) ? super.createRoutePolicy(context, routeId, route) : null;
  }
}
