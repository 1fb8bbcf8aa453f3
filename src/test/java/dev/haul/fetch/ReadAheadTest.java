package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.haul.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {

  private static final int LONG = PartWriter.BUFFER_BYTES;

  private final Random random = Seeds.random();
  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final List<Connection> open = new ArrayList<>();
  private final ReadAhead.Spare spare = new ReadAhead.Spare();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ReadAheadTest() throws IOException {}

  /** Both ends of a connection, the near one with its socket and its stream. */
  private record Connection(SocketChannel channel, Socket far, ReadAhead stream) {

    InputStream socket() throws IOException {
      return channel.socket().getInputStream();
    }

    /** Sends them, and waits until all have come. */
    void send(byte[] bytes) throws IOException {
      far.getOutputStream().write(bytes);
      Awaitility.await().until(() -> socket().available() == bytes.length);
    }

    void close() throws IOException {
      channel.close();
      stream.close();
    }
  }

  @AfterEach
  void close() throws IOException {
    for (Connection connection : open) {
      connection.close();
      connection.far.close();
    }
    server.close();
    threads.shutdownNow();
  }

  private Connection connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.socket().setReceiveBufferSize(8 * LONG);
    channel.connect(server.getLocalSocketAddress());
    Socket far = server.accept();
    far.setSendBufferSize(8 * LONG);
    var connection =
        new Connection(
            channel, far, new ReadAhead(channel, channel.socket().getInputStream(), spare));
    open.add(connection);
    return connection;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void takesAllThatIsThereAtOnce() throws Exception {
    Connection connection = connect();
    byte[] sent = bytes(2 * LONG + 1);
    connection.send(sent);
    byte[] got = new byte[sent.length];
    assertThat(connection.stream.read(got, 0, LONG)).isEqualTo(LONG);
    assertThat(connection.socket().available()).isZero();
    assertThat(connection.stream.available()).isEqualTo(LONG + 1);
    assertThat(connection.stream.readNBytes(got, LONG, LONG + 1)).isEqualTo(LONG + 1);
    assertThat(got).isEqualTo(sent);
    assertThat(connection.stream.available()).isZero();
  }

  @Test
  void leavesAloneWhatSmallReadsDoNotAskFor() throws Exception {
    Connection connection = connect();
    connection.send(new byte[2 * LONG]);
    assertThat(connection.stream.read(new byte[LONG - 1])).isEqualTo(LONG - 1);
    assertThat(connection.socket().available()).isEqualTo(LONG + 1);
  }

  @Test
  void oneConnectionAtATimeReadsAhead() throws Exception {
    Connection first = connect();
    Connection second = connect();
    for (Connection connection : List.of(first, second)) {
      connection.send(new byte[2 * LONG]);
      assertThat(connection.stream.read(new byte[LONG])).isEqualTo(LONG);
    }
    assertThat(first.socket().available()).isZero();
    assertThat(second.socket().available()).isEqualTo(LONG);
    assertThat(first.stream.read(new byte[LONG])).isEqualTo(LONG);
    second.far.getOutputStream().write(new byte[LONG]);
    Awaitility.await().until(() -> second.socket().available() == 2 * LONG);
    assertThat(second.stream.read(new byte[LONG])).isEqualTo(LONG);
    assertThat(second.socket().available()).isZero();
  }

  /** Else one download that ends in the middle would make all later ones slower. */
  @Test
  void closedConnectionLetsAnotherOneReadAhead() throws Exception {
    Connection first = connect();
    first.send(new byte[2 * LONG]);
    assertThat(first.stream.read(new byte[LONG])).isEqualTo(LONG);
    first.close();
    assertThatThrownBy(() -> first.stream.read(new byte[LONG])).isInstanceOf(IOException.class);
    Connection second = connect();
    second.send(new byte[2 * LONG]);
    assertThat(second.stream.read(new byte[LONG])).isEqualTo(LONG);
    assertThat(second.socket().available()).isZero();
  }

  @Test
  void endsWhereTheOtherSideDoes() throws Exception {
    Connection connection = connect();
    connection.send(new byte[LONG + 1]);
    connection.far.shutdownOutput();
    assertThat(connection.stream.readAllBytes()).hasSize(LONG + 1);
    assertThat(connection.stream.read(new byte[LONG])).isEqualTo(-1);
    assertThat(connection.stream.read()).isEqualTo(-1);
  }

  @Test
  void keepsTimeLimits() throws Exception {
    Connection connection = connect();
    connection.channel.socket().setSoTimeout(50);
    assertThatThrownBy(() -> connection.stream.read(new byte[LONG]))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void bringsEveryByteInOrderToAllWhileOthersAreClosed() throws Exception {
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Connection connection = connect();
      byte[] sent = bytes(1 + random.nextInt(16 * LONG));
      CompletableFuture.runAsync(() -> send(connection, sent), threads);
      int until = i % 3 == 0 ? random.nextInt(sent.length) : sent.length;
      long seed = random.nextLong();
      readers.add(CompletableFuture.runAsync(() -> expect(connection, sent, until, seed), threads));
    }
    CompletableFuture.allOf(readers.toArray(CompletableFuture<?>[]::new)).join();
  }

  private static void send(Connection connection, byte[] bytes) {
    try (OutputStream out = connection.far.getOutputStream()) {
      out.write(bytes);
    } catch (IOException closedByTheReader) {
      return;
    }
  }

  /** Reads up to {@code until} and closes. */
  private static void expect(Connection connection, byte[] sent, int until, long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    byte[] buffer = new byte[2 * LONG];
    try {
      while (got.size() < until) {
        int most = random.nextBoolean() ? buffer.length : 1 + random.nextInt(buffer.length);
        int count = connection.stream.read(buffer, 0, most);
        assertThat(count).isPositive();
        got.write(buffer, 0, count);
      }
      connection.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(sent, got.size()));
  }
}
