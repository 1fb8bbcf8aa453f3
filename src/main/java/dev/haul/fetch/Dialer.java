package dev.haul.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names and connects, and tells {@link Addresses} what came of it: the client tries the
 * addresses of a host one after the other and keeps to itself which of them failed.
 */
final class Dialer implements DnsResolver, DetachedSocketFactory {

  private final DnsResolver names;
  private final Addresses addresses = new Addresses();

  Dialer(DnsResolver names) {
    this.names = names;
  }

  /** A builder of a connection pool that dials by this. */
  PoolingHttpClientConnectionManagerBuilder pool() {
    return new PoolingHttpClientConnectionManagerBuilder() {
      @Override
      protected HttpClientConnectionOperator createConnectionOperator(
          SchemePortResolver ports, DnsResolver unused, TlsSocketStrategy tls) {
        var byScheme =
            RegistryBuilder.<TlsSocketStrategy>create().register(URIScheme.HTTPS.id, tls).build();
        return new DefaultHttpClientConnectionOperator(Dialer.this, ports, Dialer.this, byScheme);
      }
    };
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    return names.resolve(host);
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    return addresses.inOrder(names.resolve(host, port), System.nanoTime());
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return names.resolveCanonicalHostname(host);
  }

  @Override
  public Socket create(@Nullable Proxy proxy) throws IOException {
    return proxy == null ? new Line() : new Socket(proxy);
  }

  private final class Line extends Socket {

    Line() throws IOException {
      super(new LongReads());
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress address)) {
        super.connect(endpoint, timeout);
        return;
      }
      try {
        super.connect(address, addresses.patienceMillis(address, timeout));
        addresses.worked(address);
      } catch (ConnectException | NoRouteToHostException | SocketTimeoutException e) {
        // Not when it was closed meanwhile, which is no fault of the address.
        addresses.failed(address, System.nanoTime());
        throw e;
      }
    }
  }
}
