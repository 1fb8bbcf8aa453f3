package dev.haul;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Talks HTTP to Haul over a socket of its own a request; sends exactly what it is told. */
final class WebClient {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;
  private final List<String> always = new ArrayList<>();

  /** A response, as it came. */
  record Response(int status, String head, String body) {

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + body, e);
      }
    }

    /** Every value of a header, in one line. */
    String header(String name) {
      List<String> values = new ArrayList<>();
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          values.add(line.substring(name.length() + 1).strip());
        }
      }
      return String.join(", ", values);
    }
  }

  WebClient(String url) {
    server = URI.create(url);
  }

  /** Sends these header lines with everything from now on. */
  WebClient with(String... lines) {
    always.addAll(List.of(lines));
    return this;
  }

  Response get(String path, String... lines) {
    return send("GET", path, "", lines);
  }

  /** Posts JSON. */
  Response post(String path, String body, String... lines) {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("Content-Type: application/json");
    return send("POST", path, body, all.toArray(String[]::new));
  }

  /** {@code lines} without a Host get the right one. */
  Response send(String method, String path, String body, String... lines) {
    byte[] content = body.getBytes(UTF_8);
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    List<String> all = new ArrayList<>(always);
    all.addAll(List.of(lines));
    if (all.stream().noneMatch(line -> line.startsWith("Host:"))) {
      head.append("Host: ").append(server.getAuthority()).append("\r\n");
    }
    all.forEach(line -> head.append(line).append("\r\n"));
    head.append("Content-Length: ").append(content.length).append("\r\nConnection: close\r\n\r\n");
    return exchange(head.toString(), content);
  }

  /** Sends bytes as they are, and reads to the end of the connection. */
  Response exchange(String head, byte[] content) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      socket.getOutputStream().write(content);
      socket.getOutputStream().flush();
      return parse(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(head.lines().findFirst().orElse("") + ": " + e, e);
    }
  }

  private static Response parse(byte[] bytes) {
    String all = new String(bytes, ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no response: \"" + all + "\"");
    }
    String head = all.substring(0, end);
    String body = all.substring(end + 4);
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      body = unchunked(body);
    }
    int status = Integer.parseInt(head.substring(9, 12));
    return new Response(status, head, new String(body.getBytes(ISO_8859_1), UTF_8));
  }

  private static String unchunked(String body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < body.length()) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line).strip(), 16);
      out.writeBytes(body.substring(line + 2, line + 2 + size).getBytes(ISO_8859_1));
      at = line + 2 + size + 2;
      if (size == 0) {
        break;
      }
    }
    return out.toString(ISO_8859_1);
  }
}
