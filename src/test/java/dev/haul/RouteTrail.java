package dev.haul;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Records the ids of the steps of every exchange, in their order. */
final class RouteTrail implements InterceptStrategy {

  /** By exchange, in the order of their first steps. Guarded by this. */
  private final Map<Exchange, List<String>> steps =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /** Guarded by steps. */
  private final List<Exchange> order = new ArrayList<>();

  /** Watches every route that is added to {@code context} from now on. */
  static RouteTrail in(CamelContext context) {
    RouteTrail trail = new RouteTrail();
    context.getCamelContextExtension().addInterceptStrategy(trail);
    return trail;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, org.apache.camel.AsyncCallback callback) {
        passes(exchange, definition.getId());
        return super.process(exchange, callback);
      }
    };
  }

  private void passes(Exchange exchange, String step) {
    synchronized (steps) {
      steps
          .computeIfAbsent(
              exchange,
              first -> {
                order.add(first);
                return new ArrayList<>();
              })
          .add(step);
    }
  }

  /** The steps of each exchange one of whose steps is {@code step}. */
  List<List<String>> of(String step) {
    return trails(trail -> trail.contains(step));
  }

  private List<List<String>> trails(Predicate<List<String>> wanted) {
    synchronized (steps) {
      return order.stream().map(steps::get).filter(wanted).map(List::copyOf).toList();
    }
  }
}
