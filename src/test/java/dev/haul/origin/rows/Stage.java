package dev.haul.origin.rows;

import dev.haul.origin.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The servers of one row. */
public final class Stage implements AutoCloseable {

  /** How the client gets to the origin. */
  public enum Way {
    PLAIN,
    TLS,

    /** By a name with two addresses; nobody listens on the first. */
    HALF_DEAD
  }

  /** Resolves to 127.0.0.2 and 127.0.0.1 where the name service is told so; see bench/hosts. */
  static final String HALF_DEAD_HOST = "half-dead.test";

  /** Keys are made once and kept, so that a client can trust them before it is started. */
  static final Path KEYS = Path.of(System.getProperty("java.io.tmpdir"), "haul-origin-tls");

  private final Origin origin;
  private @Nullable Origin elsewhere;

  public Stage(Way way) {
    this.origin = way == Way.TLS ? Origin.startTls(KEYS) : Origin.start();
  }

  /** Where the row begins. */
  public Origin origin() {
    return origin;
  }

  /** Another host, without TLS. */
  public Origin elsewhere() {
    if (elsewhere == null) {
      elsewhere = Origin.start();
    }
    return elsewhere;
  }

  /** A URL on a port where nobody listens. */
  String nowhere() {
    try (ServerSocket taken = new ServerSocket(0)) {
      return "http://127.0.0.1:" + taken.getLocalPort() + "/file.bin";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Body bytes of all servers so far. */
  long sent() {
    return origin.bytesSent() + (elsewhere == null ? 0 : elsewhere.bytesSent());
  }

  /** Trusts the origins of {@link Way#TLS}. */
  public static SSLContext sslContext() {
    try (Origin secure = Origin.startTls(KEYS)) {
      return secure.sslContext();
    }
  }

  /** The certificate of the origins of {@link Way#TLS}, as PEM. */
  static String certificate() {
    try (Origin secure = Origin.startTls(KEYS)) {
      return secure.certificate();
    }
  }

  /** Whether {@link Way#HALF_DEAD} can be gone from this JVM. */
  public static boolean knowsHalfDeadHost() {
    try {
      return InetAddress.getAllByName(HALF_DEAD_HOST).length == 2;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void close() {
    origin.close();
    if (elsewhere != null) {
      elsewhere.close();
    }
  }
}
