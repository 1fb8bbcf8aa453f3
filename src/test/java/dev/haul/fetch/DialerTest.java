package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Samples;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host with a dead address among its good ones is as good as one without. */
@Timeout(30)
class DialerTest {

  private static final Content CONTENT = Content.of(7, 1000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  /** Two addresses of any name; only the second one has the origin. */
  private static final class TwoAddresses implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return new InetAddress[] {
        InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")
      };
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /** Haul's pool, by way of a client that does nothing else, asks so many times. */
  private List<String> servedBy(int times) throws Exception {
    var settings =
        new dev.haul.fetch.HttpClients.Settings(
            4, Duration.ofSeconds(10), Duration.ofSeconds(10), "Haul");
    Flights flights = new Flights(Samples.downloads(folder), Limits.hosts());
    var pool = new dev.haul.fetch.HttpClients(settings, flights, new TwoAddresses()).connections();
    List<String> addresses = new ArrayList<>();
    try (CloseableHttpClient client =
        HttpClients.custom().setConnectionManager(pool).disableAutomaticRetries().build()) {
      for (int i = 0; i < times; i++) {
        HttpGet get = new HttpGet("http://two.example:" + origin.port() + "/file.bin");
        get.setHeader("Connection", "close");
        HttpClientContext context = HttpClientContext.create();
        byte[] body =
            client.execute(get, context, response -> EntityUtils.toByteArray(response.getEntity()));
        assertThat(Content.of(body).sha256()).isEqualTo(CONTENT.sha256());
        var remote = (InetSocketAddress) context.getEndpointDetails().getRemoteAddress();
        addresses.add(remote.getAddress().getHostAddress());
      }
    }
    return addresses;
  }

  @Test
  void skipsAddressWhereNobodyListens() throws Exception {
    origin.serve("/file.bin", CONTENT);
    assertThat(servedBy(3)).containsOnly("127.0.0.1");
  }

  /** Each attempt at the deaf one would take 10 s, all of them more than this test may. */
  @Test
  void waitsForDeafAddressOnlyOnceAndNotForLong() throws Exception {
    origin.serve("/file.bin", CONTENT);
    try (ServerSocket deaf =
            new ServerSocket(origin.port(), 1, InetAddress.getByName("127.0.0.2"));
        Socket first = new Socket("127.0.0.2", origin.port());
        Socket second = new Socket("127.0.0.2", origin.port())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThat(servedBy(10)).containsOnly("127.0.0.1");
      assertThat(deaf.isClosed()).isFalse();
    }
  }
}
