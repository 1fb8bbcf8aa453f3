package dev.haul.component;

import dev.haul.events.DownloadEvent;
import dev.haul.events.EventFeed;
import dev.haul.events.EventTypes;
import dev.haul.events.Events;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** {@code from: haul:events}: an exchange for each event, one after the other. */
final class EventsConsumer extends DefaultConsumer implements Suspendable {

  /** What a route may be behind before it misses events. */
  private static final int MOST = 10_000;

  private final HaulEndpoint endpoint;
  private @Nullable Events events;
  private @Nullable EventFeed feed;

  EventsConsumer(HaulEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    this.endpoint = endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    subscribe();
  }

  @Override
  protected void doResume() throws Exception {
    super.doResume();
    subscribe();
  }

  @Override
  protected void doSuspend() throws Exception {
    unsubscribe();
    super.doSuspend();
  }

  @Override
  protected void doStop() throws Exception {
    unsubscribe();
    super.doStop();
  }

  private void subscribe() throws Exception {
    Events hub = endpoint.bundle().events();
    events = hub;
    EventTypes types = EventTypes.parse(endpoint.getTypes());
    // One attempt: the error handler of the route has had its say then. And no cut: Camel waits for
    // an exchange in flight as long as the host wants.
    feed =
        hub.subscribe(
            endpoint.getEndpointUri(), new EventFeed.Settings(types, MOST, 1, false), this::give);
  }

  private void unsubscribe() {
    if (events != null && feed != null) {
      events.unsubscribe(feed);
      feed = null;
    }
  }

  private void give(DownloadEvent event) {
    Exchange exchange = createExchange(false);
    exchange.getMessage().setBody(event.receipt() != null ? event.receipt() : event.progress());
    exchange.getMessage().setHeader(HaulHeaders.EVENT, event.kind().toString());
    try {
      getProcessor().process(exchange);
    } catch (Exception broken) {
      exchange.setException(broken);
    }
    if (exchange.getException() != null) {
      getExceptionHandler()
          .handleException("cannot process event", exchange, exchange.getException());
    }
    releaseExchange(exchange, false);
  }
}
