package dev.haul.origin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A web server on a real socket that does what it is told, above all what is wrong. Paths are
 * served by {@link #serve}; any other path that begins with a size, such as {@code
 * /64MiB/a.bin?rate=1MB}, is served as its query says ({@link Parameters}). One thread a
 * connection.
 */
public final class Origin implements AutoCloseable {
  /** What follows is a path: the answer is how many bytes of it were sent. */
  private static final String SENT = "/sent";

  private final ServerSocket server;
  private final @Nullable Tls tls;
  private final Parameters parameters;
  private final Map<String, Resource> resources = new ConcurrentHashMap<>();
  private final Map<String, Hits> hits = new ConcurrentHashMap<>();
  private final Collection<Request> requests = new ConcurrentLinkedQueue<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private Origin(ServerSocket server, @Nullable Tls tls, Parameters parameters) {
    this.server = server;
    this.tls = tls;
    this.parameters = parameters;
  }

  public static Origin start() {
    return start("127.0.0.1", 0, null, new Parameters(Map.of()));
  }

  /**
   * The same over TLS, with a certificate for localhost and 127.0.0.1 that only its own trust store
   * knows.
   */
  public static Origin startTls() {
    return startTls(Path.of("target", "origin-tls"));
  }

  /** The same with a key that is kept in the folder, or made there. */
  public static Origin startTls(Path folder) {
    return start("127.0.0.1", 0, Tls.make(folder), new Parameters(Map.of()));
  }

  static Origin start(String host, int port, @Nullable Tls tls, Parameters parameters) {
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1024);
      Origin origin = new Origin(server, tls, parameters);
      origin.thread("origin-accept", origin::accept);
      return origin;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Serves the content from now on, in place of what the path had; its counters go on. */
  public String serve(String path, Content content, Behaviour... behaviours) {
    resources.put(path, Resource.of(content, behaviours));
    return url(path);
  }

  public String url(String path) {
    String host = server.getInetAddress().getHostAddress();
    return (tls == null ? "http://" : "https://") + host + ":" + server.getLocalPort() + path;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Every request so far, in the order they were read. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** Body bytes that were sent, or at least given to the kernel. */
  public long bytesSent(String path) {
    return hits(path).sent();
  }

  /** The same of all paths. */
  public long bytesSent() {
    return hits.values().stream().mapToLong(Hits::sent).sum();
  }

  /** The most requests of the path that were being answered at one time. */
  public int maxConnections(String path) {
    return hits(path).most();
  }

  /** How many requests of the path are being answered now. */
  public int openConnections(String path) {
    return hits(path).open();
  }

  /** Connections accepted so far. */
  public int connections() {
    return accepted.get();
  }

  /** Ends every connection of now with a reset; new ones are served. */
  public void resetAll() {
    for (Socket socket : List.copyOf(sockets)) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It ended by itself.
      }
    }
  }

  /** Of {@link #startTls}: for a client's own TLS context. */
  public SSLContext sslContext() {
    return Optional.ofNullable(tls).orElseThrow().context();
  }

  /** Of {@link #startTls}: a PKCS12 file with the password {@value Tls#PASSWORD}. */
  public Path trustStore() {
    return Optional.ofNullable(tls).orElseThrow().trustStore();
  }

  /** Of {@link #startTls}: the certificate, as PEM. */
  public String certificate() {
    return Optional.ofNullable(tls).orElseThrow().certificate();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // The threads end anyway.
    }
    for (Socket socket : new ArrayList<>(sockets)) {
      closeQuietly(socket);
    }
  }

  Resource resource(Request request) {
    if (request.path().startsWith(SENT)) {
      return Resource.of(
          Content.of(String.valueOf(bytesSent(request.path().substring(SENT.length())))));
    }
    Resource resource = resources.get(request.target());
    if (resource == null) {
      resource = resources.get(request.path());
    }
    if (resource == null) {
      resource = parameters.resource(request.path(), request.query());
    }
    return resource;
  }

  Hits hits(String path) {
    return hits.computeIfAbsent(path, key -> new Hits());
  }

  void log(Request request) {
    requests.add(request);
  }

  void closed(Socket socket) {
    sockets.remove(socket);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        if (server.isClosed()) {
          closeQuietly(socket);
        }
        int number = accepted.getAndIncrement();
        Connection connection =
            new Connection(this, number, socket, tls == null ? null : tls.sockets());
        thread("origin-" + number, connection);
      } catch (IOException e) {
        // Closed, or a peer that left before it was accepted.
      }
    }
  }

  private Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It ended by itself.
    }
  }
}
