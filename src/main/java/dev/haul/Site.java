package dev.haul;

import dev.haul.web.Events;
import dev.haul.web.Guard;
import dev.haul.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The server of the page and the API, as the {@code haul.http.*} keys want it. */
final class Site {

  /** The door whose routes need the server. */
  static final String DOOR = "intake-rest";

  /** Its routes, and what they call. */
  static final List<String> DOORS = List.of("control", DOOR, "rest-look", "rest-steer");

  private static final String OFF = "off";
  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  private Site() {}

  /** Whether there is to be a server at all. */
  static boolean isWanted(Configuration keys) {
    return !keys.text("haul.http.port").equals(OFF);
  }

  /**
   * Starts the server; it says "not ready yet" until {@link WebServer#open}.
   *
   * @throws InvalidConfiguration when a key has a value it cannot have, or the port is in use
   */
  static WebServer start(CamelContext context, Configuration keys, HaulBeans beans)
      throws Exception {
    String host = keys.text("haul.http.host");
    WebServer.Settings settings =
        new WebServer.Settings(host, keys.number("haul.http.port", 0, 65_535), largestBody(keys));
    WebServer server = new WebServer(settings, new Guard(guard(keys, host)));
    server.setCamelContext(context);
    try {
      // Before the routes: nothing is to be downloaded by a program that cannot start.
      server.start();
      context.addService(server);
    } catch (Exception e) {
      throw refused(settings, e);
    }
    server.send("/api/v1/events", new Events(beans.views(), beans.backlog(), beans.api()::map));
    return server;
  }

  private static Exception refused(WebServer.Settings settings, Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new InvalidConfiguration(
            "cannot listen on "
                + settings.host()
                + ", port "
                + settings.port()
                + ": "
                + cause.getMessage()
                + "; end what uses the port, or choose another with --set haul.http.port=PORT"
                + " (0: any free one, off: none)");
      }
    }
    return e;
  }

  private static long largestBody(Configuration keys) {
    long size = keys.size("haul.http.largest-body");
    if (size < 1 || size > LARGEST_BODY) {
      throw InvalidConfiguration.value(
          "haul.http.largest-body", keys.text("haul.http.largest-body"), "1 to 64MiB");
    }
    return size;
  }

  private static Guard.Settings guard(Configuration keys, String host) {
    boolean loopback = isLoopback(host);
    String token = token(keys);
    if (!loopback && token == null) {
      throw new InvalidConfiguration(
          "haul.http.host: "
              + host
              + " can be reached from other machines, which needs a token: set haul.http.token or"
              + " haul.http.token-file, or keep to 127.0.0.1");
    }
    Set<String> names = new HashSet<>();
    keys.list("haul.http.names").forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    if (!loopback) {
      names.add(host.toLowerCase(Locale.ROOT));
    }
    return new Guard.Settings(loopback, token, Set.copyOf(names), Probes.open(keys));
  }

  private static boolean isLoopback(String host) {
    try {
      return List.of(InetAddress.getAllByName(host)).stream()
          .allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      throw InvalidConfiguration.value("haul.http.host", host, "an address of this machine");
    }
  }

  /** What a request has to prove it knows, or null for nothing. */
  static @Nullable String token(Configuration keys) {
    boolean inFile = keys.isSet("haul.http.token-file");
    if (inFile && keys.isSet("haul.http.token")) {
      throw new InvalidConfiguration("haul.http.token and haul.http.token-file: set only one");
    }
    String token =
        inFile ? firstLine(keys.path("haul.http.token-file")) : keys.text("haul.http.token");
    if (token.isEmpty() && !inFile) {
      return null;
    }
    // The message must not show it.
    if (!token.matches("[!-~]{8,}")) {
      throw new InvalidConfiguration(
          (inFile ? "haul.http.token-file" : "haul.http.token")
              + ": expected a token of 8 or more letters, digits and signs without spaces, for"
              + " example from: openssl rand -hex 32");
    }
    return token;
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new InvalidConfiguration("haul.http.token-file: cannot be read: " + e);
    }
  }
}
