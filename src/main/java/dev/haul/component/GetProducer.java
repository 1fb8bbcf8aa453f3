package dev.haul.component;

import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadRequest;
import dev.haul.download.IfExists;
import dev.haul.download.Receipt;
import dev.haul.intake.RequestDoor;
import dev.haul.intake.RequestReader;
import dev.haul.intake.Unreadable;
import java.io.InputStream;
import java.io.Reader;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * {@code to: haul:get}: the body becomes a receipt, or the exchange fails with the reason.
 *
 * <p>The body stays as it was when it fails, for whoever handles that.
 */
final class GetProducer extends DefaultAsyncProducer {

  private final HaulEndpoint endpoint;
  private final RequestDoor door = new RequestDoor(new RequestReader());
  private @Nullable AsyncProducer haul;

  GetProducer(HaulEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    endpoint.bundle();
    haul = endpoint.getCamelContext().getEndpoint("direct:haul").createAsyncProducer();
    ServiceHelper.startService(haul);
  }

  @Override
  protected void doStop() throws Exception {
    ServiceHelper.stopAndShutdownService(haul);
    super.doStop();
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback callback) {
    Exchange own = endpoint.createExchange(ExchangePattern.InOut);
    try {
      own.getMessage().setBody(request(exchange.getMessage()));
    } catch (Exception unreadable) {
      exchange.setException(unreadable);
      callback.done(true);
      return true;
    }
    AsyncProducer open = haul;
    if (open == null) {
      throw new IllegalStateException("haul:get is not started");
    }
    return open.process(
        own,
        sync -> {
          answer(exchange, own);
          callback.done(sync);
        });
  }

  private static void answer(Exchange exchange, Exchange own) {
    if (own.getException() != null) {
      exchange.setException(own.getException());
      return;
    }
    Receipt receipt = own.getMessage().getBody(Receipt.class);
    if (receipt.outcome().isSuccess()) {
      exchange.getMessage().setBody(receipt);
    } else {
      exchange.setException(DownloadFailure.of(receipt));
    }
  }

  /** What the body asks for; what cannot be read is left to the door, which says why. */
  private @Nullable Object request(Message message) {
    Object body = message.getBody();
    if (body instanceof InputStream
        || body instanceof Reader
        || body instanceof StreamCache
        || body instanceof WrappedFile
        || body instanceof java.io.File) {
      body = message.getBody(String.class);
    }
    try {
      return withOptions(door.read(body));
    } catch (Unreadable explainedByTheDoor) {
      return body;
    }
  }

  private DownloadRequest withOptions(DownloadRequest asked) {
    String ifExists = endpoint.getIfExists();
    Integer priority = endpoint.getPriority();
    return new DownloadRequest(
        asked.id(),
        asked.urls(),
        asked.name(),
        or(asked.dir(), endpoint.getDir()),
        asked.size(),
        asked.checksums(),
        or(asked.ifExists(), ifExists == null ? null : IfExists.parse(ifExists)),
        asked.headers(),
        or(asked.connections(), endpoint.getConnections()),
        priority == null || asked.priority() != DownloadRequest.DEFAULT_PRIORITY
            ? asked.priority()
            : priority,
        or(asked.requestedBy(), endpoint.getRequestedBy()),
        asked.labels(),
        asked.origin(),
        asked.warnings());
  }

  private static <T> @Nullable T or(@Nullable T asked, @Nullable T option) {
    return asked == null ? option : asked;
  }
}
