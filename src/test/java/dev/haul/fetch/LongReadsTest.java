package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LongReadsTest {

  private static final class LongReadsSocket extends Socket {
    LongReadsSocket() throws IOException {
      super(new LongReads());
    }
  }

  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final Socket socket = new LongReadsSocket();

  LongReadsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
  }

  private Socket connect() throws IOException {
    socket.connect(server.getLocalSocketAddress(), 5000);
    return server.accept();
  }

  @Test
  void sendsAndReceives() throws Exception {
    try (Socket other = connect()) {
      socket.getOutputStream().write("ping".getBytes());
      assertThat(other.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
      other.getOutputStream().write("pong".getBytes());
      assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("pong");
      other.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void knowsWhereItIsConnected() throws Exception {
    assertThat(socket.isConnected()).isFalse();
    try (Socket other = connect()) {
      assertThat(socket.isConnected()).isTrue();
      assertThat(socket.getRemoteSocketAddress()).isEqualTo(server.getLocalSocketAddress());
      assertThat(socket.getLocalSocketAddress()).isEqualTo(other.getRemoteSocketAddress());
    }
  }

  /** The reason that it exists: a read of the JDK's own sockets brings 128 KiB at most. */
  @Test
  void readsAllThatIsThereAtOnce() throws Exception {
    int size = 300_000;
    socket.setReceiveBufferSize(4 * size);
    try (Socket other = connect()) {
      other.setSendBufferSize(4 * size);
      other.getOutputStream().write(new byte[size]);
      Awaitility.await().until(() -> socket.getInputStream().available() == size);
      assertThat(socket.getInputStream().read(new byte[size])).isEqualTo(size);
    }
  }

  @Test
  void keepsItsOptions() throws Exception {
    try (Socket other = connect()) {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(1234);
      socket.setSoLinger(true, 3);
      assertThat(socket.getTcpNoDelay()).isTrue();
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.getSoTimeout()).isEqualTo(1234);
      assertThat(socket.getSoLinger()).isEqualTo(3);
      socket.setSoLinger(false, 0);
      assertThat(socket.getSoLinger()).isEqualTo(-1);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, false);
      assertThat(socket.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
      assertThat(socket.supportedOptions()).contains(StandardSocketOptions.SO_KEEPALIVE);
      assertThat(other.isConnected()).isTrue();
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    server.close();
    assertThatThrownBy(() -> socket.connect(server.getLocalSocketAddress(), 5000))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void givesUpConnectingInTime() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
        Socket second = new Socket(deaf.getInetAddress(), deaf.getLocalPort())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      var address = new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort());
      assertThatThrownBy(() -> socket.connect(address, 100))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void givesUpReadingInTime() throws Exception {
    try (Socket other = connect()) {
      socket.setSoTimeout(50);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      other.getOutputStream().write(7);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void readEndsWhenAnotherThreadClosesIt() throws Exception {
    try (Socket other = connect()) {
      InputStream in = socket.getInputStream();
      Thread[] reader = new Thread[1];
      CompletableFuture<Integer> read =
          CompletableFuture.supplyAsync(
              () -> {
                reader[0] = Thread.currentThread();
                try {
                  return in.read();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      Awaitility.await()
          .until(() -> reader[0] != null && reader[0].getState() == Thread.State.RUNNABLE);
      socket.close();
      assertThatThrownBy(read::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(other.getInputStream().read()).isEqualTo(-1);
    }
  }
}
