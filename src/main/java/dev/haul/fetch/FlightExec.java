package dev.haul.fetch;

import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.BasicHttpEntity;

/**
 * Puts a flight's own request onto the wire, byte for byte, and its response head into the flight;
 * and lets the flight be aborted from outside, from before its connection is made.
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
        flight.download().location().servedBy(to.getAddress().getHostAddress());
      }
      flight.received(headOf(response));
      // What the head says is kept; camel-http would read some types itself, or not at all.
      response.setHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
      passOver(response, scope.execRuntime);
      decode(flight, response);
      return response;
    } catch (MessageConstraintException | HttpException e) {
      throw abortedOr(
          flight, new Retryable.InvalidAnswer(flight.url().withoutQuery() + ": " + why(e)));
    } catch (IOException e) {
      EndpointDetails endpoint = scope.clientContext.getEndpointDetails();
      if (endpoint != null && endpoint.getRequestCount() > 1) {
        flight.usesOldConnection();
      }
      throw abortedOr(flight, e);
    } catch (RuntimeException e) {
      DownloadFailure reason = flight.abortedFor();
      if (reason != null) {
        throw reason;
      }
      throw e;
    }
  }

  private static IOException abortedOr(Flight flight, IOException failure) {
    DownloadFailure reason = flight.abortedFor();
    return reason == null ? failure : reason;
  }

  private static String why(Exception e) {
    return "the answer is not HTTP: " + e.getMessage();
  }

  /**
   * Reads an error page that is there already, so that its connection can be used again. One that
   * is large or late is not waited for: its connection ends with the flight.
   */
  private static void passOver(ClassicHttpResponse response, ExecRuntime runtime)
      throws IOException {
    HttpEntity page = response.getEntity();
    if (response.getCode() < HttpStatus.SC_REDIRECTION || page == null) {
      return;
    }
    InputStream body = page.getContent();
    long length = page.getContentLength();
    if (length >= 0 && length <= body.available()) {
      body.skipNBytes(length);
      response.setEntity(null);
      runtime.releaseEndpoint();
    }
  }

  /**
   * Only the first answer, the whole file, can be decoded; {@link ResponseCheck} rejects a coded
   * range, and one beside bytes that are not coded.
   */
  private static void decode(Flight flight, ClassicHttpResponse response) throws IOException {
    HttpEntity coded = response.getEntity();
    if (coded != null
        && flight.download().remote() == null
        && response.getCode() < HttpStatus.SC_PARTIAL_CONTENT
        && ContentCoding.of(flight.asked(), flight.head()) == ContentCoding.GZIP) {
      PushbackInputStream body = new PushbackInputStream(coded.getContent(), Gunzip.MAGIC_BYTES);
      boolean isGzip = Gunzip.beginsWithMagic(body);
      flight
          .download()
          .warn(
              isGzip
                  ? "the server sent it gzip-coded; decoded"
                  : "the server calls it gzip-coded, which it is not");
      response.setEntity(new BasicHttpEntity(isGzip ? new Gunzip(body) : body, null));
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
