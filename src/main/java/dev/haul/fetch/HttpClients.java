package dev.haul.fetch;

import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Haul's own HTTP client: its own connections, and nothing done behind Haul's back: no retries,
 * redirects, cookies or decompression. For a component of Haul's own, never for the host's.
 */
public final class HttpClients {

  /**
   * @param connections most open connections
   * @param connectTimeout longest wait for a connection to be made
   * @param readTimeout longest silence of a connection
   * @param userAgent sent unless the request names another
   */
  public record Settings(
      int connections, Duration connectTimeout, Duration readTimeout, String userAgent) {}

  private final Settings settings;
  private final Flights flights;
  private final DnsResolver names;

  public HttpClients(Settings settings, Flights flights) {
    this(settings, flights, SystemDefaultDnsResolver.INSTANCE);
  }

  HttpClients(Settings settings, Flights flights, DnsResolver names) {
    this.settings = settings;
    this.flights = flights;
    this.names = names;
  }

  public PoolingHttpClientConnectionManager connections() {
    Timeout silence = Timeout.of(settings.readTimeout());
    return new Dialer(names)
        .pool()
        .useSystemProperties()
        .setTlsSocketStrategy(new TlsOnDemand())
        .setConnectionFactory(Conversation.connections())
        .setMaxConnTotal(settings.connections())
        .setMaxConnPerRoute(settings.connections())
        .setDefaultSocketConfig(
            SocketConfig.custom().setSoTimeout(silence).setTcpNoDelay(true).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                .setSocketTimeout(silence)
                .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                .setTimeToLive(TimeValue.ofMinutes(10))
                .build())
        .build();
  }

  public HttpClientConfigurer configurer() {
    return this::configure;
  }

  private void configure(HttpClientBuilder client) {
    client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableContentCompression()
        .disableAuthCaching()
        .setConnectionReuseStrategy(HttpClients::isReusable)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(settings.readTimeout()))
                .setResponseTimeout(Timeout.of(settings.readTimeout()))
                .build())
        .addExecInterceptorBefore(
            ChainElement.CONNECT.name(),
            "haul-flight",
            new FlightExec(flights, settings.userAgent()));
  }

  /**
   * An answer with both a length and chunks is framed by its chunks, and its connection ends with
   * it: what lies between them may be meant for somebody else (RFC 9112 §6.1, §6.3).
   */
  private static boolean isReusable(
      HttpRequest request, HttpResponse response, HttpContext context) {
    boolean framedTwice =
        response.containsHeader(HttpHeaders.TRANSFER_ENCODING)
            && response.containsHeader(HttpHeaders.CONTENT_LENGTH);
    return !framedTwice
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
  }
}
