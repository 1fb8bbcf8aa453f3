package dev.haul.fetch;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS with the settings of this Java, which are read when the first https connection is made: the
 * certificates that it trusts cost a tenth of the start of a {@code get}.
 */
final class TlsOnDemand implements TlsSocketStrategy {

  private @Nullable TlsSocketStrategy strategy;

  @Override
  public SSLSocket upgrade(
      Socket socket, String host, int port, @Nullable Object attachment, HttpContext context)
      throws IOException {
    return strategy().upgrade(socket, host, port, attachment, context);
  }

  private synchronized TlsSocketStrategy strategy() {
    if (strategy == null) {
      strategy = DefaultClientTlsStrategy.createSystemDefault();
    }
    return strategy;
  }
}
