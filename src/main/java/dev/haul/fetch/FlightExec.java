package dev.haul.fetch;

import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;

/**
 * Puts a flight's own request onto the wire, byte for byte, and its response head into the flight;
 * and lets the flight be aborted from outside, also before the response is there.
 *
 * <p>The flight is found by the number in the path (see {@link Flight#address}).
 */
final class FlightExec implements ExecChainHandler {

  private final Flights flights;
  private final String userAgent;

  FlightExec(Flights flights, String userAgent) {
    this.flights = flights;
    this.userAgent = userAgent;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    Flight flight = flights.find(Long.parseLong(request.getPath().substring(1)));
    if (flight == null) {
      throw new Retryable.Superseded();
    }
    if (scope.originalRequest instanceof Cancellable connection) {
      flight.connectedBy(connection);
    }
    request.setPath(flight.url().target());
    RangeRequest range = RangeRequest.of(flight, userAgent);
    flight.asks(range.asked());
    for (HttpField field : range.fields()) {
      request.addHeader(field.name(), field.value());
    }
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
      EndpointDetails endpoint = scope.clientContext.getEndpointDetails();
      if (endpoint != null && endpoint.getRemoteAddress() instanceof InetSocketAddress to) {
        flight.download().servedBy(to.getAddress().getHostAddress());
      }
      flight.received(headOf(response));
      return response;
    } catch (IOException | RuntimeException e) {
      DownloadFailure reason = flight.abortedFor();
      if (reason != null) {
        throw reason;
      }
      EndpointDetails endpoint = scope.clientContext.getEndpointDetails();
      if (endpoint != null && endpoint.getRequestCount() > 1) {
        flight.usesOldConnection();
      }
      throw e;
    }
  }

  private static ResponseHead headOf(ClassicHttpResponse response) {
    ResponseHead.Builder head = new ResponseHead.Builder();
    for (Header field : response.getHeaders()) {
      head.add(field.getName(), field.getValue());
    }
    return head.build(response.getCode());
  }
}
