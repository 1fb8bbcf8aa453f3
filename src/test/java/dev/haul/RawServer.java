package dev.haul;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server below HTTP: a test writes every byte of its answers. */
final class RawServer implements AutoCloseable {

  /** One request as it came. */
  record Asked(String head, int connection, int number) {

    private static final Pattern RANGE = Pattern.compile("(?mi)^Range: bytes=(\\d+)-(\\d+)");

    /** First byte of the range asked for; 0 without one. */
    int first() {
      Matcher range = RANGE.matcher(head);
      return range.find() ? Integer.parseInt(range.group(1)) : 0;
    }

    /** Offset behind the range asked for, at most {@code size}. */
    int end(int size) {
      Matcher range = RANGE.matcher(head);
      return range.find() ? (int) Math.min(size, Long.parseLong(range.group(2)) + 1) : size;
    }
  }

  /** What to write for one request. */
  interface Reply {
    /**
     * @return whether the connection stays open
     */
    boolean write(Asked asked, OutputStream out) throws IOException;
  }

  private final ServerSocket server;
  private final Reply reply;
  private final AtomicInteger accepted = new AtomicInteger();
  private final Queue<Asked> requests = new ConcurrentLinkedQueue<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  RawServer(Reply reply) {
    this.reply = reply;
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/file.bin";
  }

  int connections() {
    return accepted.get();
  }

  Queue<Asked> requests() {
    return requests;
  }

  /** The right answer to a range of {@code bytes}. */
  static byte[] part(Asked asked, byte[] bytes) {
    int first = asked.first();
    int end = asked.end(bytes.length);
    String head =
        "HTTP/1.1 206 Partial Content\r\nETag: \"1\"\r\nContent-Range: bytes %d-%d/%d\r\nContent-Length: %d\r\n\r\n"
            .formatted(first, end - 1, bytes.length, end - first);
    byte[] top = ascii(head);
    byte[] all = new byte[top.length + end - first];
    System.arraycopy(top, 0, all, 0, top.length);
    System.arraycopy(bytes, first, all, top.length, end - first);
    return all;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = accepted.getAndIncrement();
        start(() -> serve(socket, number));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket, int connection) {
    try (Socket closing = socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      boolean more = true;
      for (int number = 0; more; number++) {
        String head = readHead(in);
        if (head.isEmpty()) {
          return;
        }
        Asked asked = new Asked(head, connection, number);
        requests.add(asked);
        more = reply.write(asked, out);
        out.flush();
      }
    } catch (IOException e) {
      // The client left: that is what many tests wait for.
    } finally {
      sockets.remove(socket);
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : Set.copyOf(sockets)) {
      socket.close();
    }
  }
}
