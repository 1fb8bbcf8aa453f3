package dev.haul.origin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that shows what came, byte by byte, whatever it may mean. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawClient(Origin origin) throws IOException {
    socket = new Socket("127.0.0.1", origin.port());
    socket.setSoTimeout(10_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends a GET with these header lines. */
  RawClient ask(String target, String... lines) throws IOException {
    String head = "GET " + target + " HTTP/1.1\r\n" + String.join("\r\n", lines);
    String end = lines.length == 0 ? "\r\n" : "\r\n\r\n";
    socket.getOutputStream().write((head + end).getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** Everything until the end of the connection; a reset ends it as well. */
  String all() throws IOException {
    StringBuilder all = new StringBuilder();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        all.append((char) b);
      }
    } catch (java.net.SocketException e) {
      all.append("[reset]");
    }
    return all.toString();
  }

  /** The next bytes, exactly so many unless the connection ends. */
  String next(int bytes) throws IOException {
    return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  /** Up to and with the empty line. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** One request on a connection of its own, and all that came. */
  static String get(Origin origin, String target, String... lines) throws IOException {
    String[] closing = java.util.Arrays.copyOf(lines, lines.length + 1);
    closing[lines.length] = "Connection: close";
    try (RawClient client = new RawClient(origin)) {
      return client.ask(target, closing).all();
    }
  }
}
