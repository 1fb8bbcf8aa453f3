package dev.haul;

import dev.haul.events.DownloadEvent;
import dev.haul.events.EventFeed;
import dev.haul.events.EventTypes;
import dev.haul.events.Events;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Producer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** Sends events to {@code haul.events.to}, by the route {@code haul-events}. */
final class EventSink {

  private static final String ROUTE = "direct:haul-events";

  /** What a receiver may be behind before events are lost: about 20 MB. */
  private static final int MOST = 10_000;

  /** With the waits between them, two minutes. */
  private static final int ATTEMPTS = 10;

  private final CamelContext context;

  /** Used by the thread of the feed only. */
  private @Nullable Producer producer;

  private EventSink(CamelContext context) {
    this.context = context;
  }

  /** Begins to send, if somebody is to be told. */
  static void open(CamelContext context, Configuration configuration, Events events) {
    EventTypes types = types(configuration);
    if (configuration.isSet("haul.events.to")) {
      EventSink sink = new EventSink(context);
      events.subscribe(
          URISupport.sanitizeUri(configuration.text("haul.events.to")),
          new EventFeed.Settings(types, MOST, ATTEMPTS, true),
          sink::send);
    }
  }

  private static EventTypes types(Configuration configuration) {
    try {
      return EventTypes.parse(configuration.text("haul.events.types"));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidConfiguration("haul.events.types: " + wrong.getMessage());
    }
  }

  private void send(DownloadEvent event) throws Exception {
    Producer route = producer();
    Exchange exchange = route.getEndpoint().createExchange(ExchangePattern.InOnly);
    exchange.getMessage().setBody(event);
    route.process(exchange);
    if (exchange.getException() != null) {
      throw exchange.getException();
    }
  }

  private Producer producer() throws Exception {
    Producer open = producer;
    if (open == null) {
      open = context.getEndpoint(ROUTE).createProducer();
      ServiceHelper.startService(open);
      producer = open;
    }
    return open;
  }
}
