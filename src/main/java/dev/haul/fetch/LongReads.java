package dev.haul.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a socket that reads as many bytes at once as there are. That of the JDK reads 128
 * KiB at most ({@code NioSocketImpl}), which makes a fast sender wait and wake up at each of them:
 * tried over loopback, reading, writing and hashing 1 GiB takes 2.1 s, and 1.2 s with reads of 512
 * KiB. A channel's socket has no such limit.
 */
final class LongReads extends SocketImpl {

  private static final ReadAhead.Spare SPARE = new ReadAhead.Spare();

  private final SocketChannel channel;
  private final Socket socket;

  /** Guarded by this. */
  private @Nullable ReadAhead input;

  LongReads() throws IOException {
    channel = SocketChannel.open();
    socket = channel.socket();
  }

  @Override
  protected void create(boolean stream) {
    // The channel is open from the beginning, and a stream.
  }

  @Override
  protected void connect(SocketAddress endpoint, int timeout) throws IOException {
    socket.connect(endpoint, timeout);
    address = socket.getInetAddress();
    port = socket.getPort();
    localport = socket.getLocalPort();
  }

  @Override
  protected void connect(String host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void connect(InetAddress host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), 0);
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    socket.bind(new InetSocketAddress(host, port));
    localport = socket.getLocalPort();
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new SocketException("connects only");
  }

  @Override
  protected void accept(SocketImpl other) throws IOException {
    throw new SocketException("connects only");
  }

  @Override
  protected synchronized InputStream getInputStream() throws IOException {
    if (input == null) {
      input = new ReadAhead(channel, socket.getInputStream(), SPARE);
    }
    return input;
  }

  @Override
  protected OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  protected int available() throws IOException {
    return getInputStream().available();
  }

  @Override
  protected void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    socket.sendUrgentData(data);
  }

  @Override
  protected synchronized void close() throws IOException {
    try {
      socket.close();
    } finally {
      if (input != null) {
        input.close();
      }
    }
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public void setOption(int option, Object value) throws SocketException {
    switch (option) {
      case SocketOptions.SO_TIMEOUT -> socket.setSoTimeout((Integer) value);
      case SocketOptions.TCP_NODELAY -> socket.setTcpNoDelay((Boolean) value);
      case SocketOptions.SO_KEEPALIVE -> socket.setKeepAlive((Boolean) value);
      case SocketOptions.SO_REUSEADDR -> socket.setReuseAddress((Boolean) value);
      case SocketOptions.SO_LINGER -> {
        boolean on = value instanceof Integer; // Else it is false.
        socket.setSoLinger(on, on ? (Integer) value : 0);
      }
      case SocketOptions.SO_SNDBUF -> socket.setSendBufferSize((Integer) value);
      case SocketOptions.SO_RCVBUF -> socket.setReceiveBufferSize((Integer) value);
      case SocketOptions.IP_TOS -> socket.setTrafficClass((Integer) value);
      default -> throw new SocketException("no such option: " + option);
    }
  }

  @Override
  public Object getOption(int option) throws SocketException {
    return switch (option) {
      case SocketOptions.SO_TIMEOUT -> socket.getSoTimeout();
      case SocketOptions.TCP_NODELAY -> socket.getTcpNoDelay();
      case SocketOptions.SO_KEEPALIVE -> socket.getKeepAlive();
      case SocketOptions.SO_REUSEADDR -> socket.getReuseAddress();
      case SocketOptions.SO_LINGER -> socket.getSoLinger();
      case SocketOptions.SO_SNDBUF -> socket.getSendBufferSize();
      case SocketOptions.SO_RCVBUF -> socket.getReceiveBufferSize();
      case SocketOptions.IP_TOS -> socket.getTrafficClass();
      case SocketOptions.SO_BINDADDR -> socket.getLocalAddress();
      default -> throw new SocketException("no such option: " + option);
    };
  }
}
