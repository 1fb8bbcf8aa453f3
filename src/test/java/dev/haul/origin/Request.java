package dev.haul.origin;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, as the log keeps it. Connections are numbered from 0 in the order they were
 * accepted.
 */
public record Request(
    String method, String target, String version, Headers headers, int connection, Instant time) {

  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  public Optional<String> header(String name) {
    return headers.first(name);
  }

  public Request without(String header) {
    return new Request(method, target, version, headers.copy().remove(header), connection, time);
  }

  boolean head() {
    return method.equals("HEAD");
  }

  boolean wantsClose() {
    String connection = header("Connection").orElse("");
    return version.equals("HTTP/1.0")
        ? !connection.equalsIgnoreCase("keep-alive")
        : connection.equalsIgnoreCase("close");
  }

  /** Null when the peer closed between two requests. */
  static @Nullable Request read(InputStream in, int connection) throws IOException {
    String line = readLine(in);
    if (line == null) {
      return null;
    }
    String[] parts = line.split(" ", 3);
    if (parts.length != 3) {
      throw new IOException("not a request line: " + line);
    }
    Headers headers = new Headers();
    for (String field = readLine(in); ; field = readLine(in)) {
      if (field == null) {
        throw new EOFException("closed in the header");
      }
      if (field.isEmpty()) {
        break;
      }
      int colon = field.indexOf(':');
      headers.add(field.substring(0, Math.max(colon, 0)), field.substring(colon + 1).strip());
    }
    in.skipNBytes(headers.first("Content-Length").map(Long::parseLong).orElse(0L));
    return new Request(parts[0], parts[1], parts[2], headers, connection, Instant.now());
  }

  private static @Nullable String readLine(InputStream in) throws IOException {
    byte[] line = new byte[256];
    int length = 0;
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (length == line.length) {
        line = java.util.Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) b;
    }
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, end, StandardCharsets.ISO_8859_1);
  }
}
