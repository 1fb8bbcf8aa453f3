package dev.haul;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code haul train}: one real {@code get} from this machine to itself.
 *
 * <p>The launcher runs it after a build, so that the JVM can archive the classes a download needs.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {

  /** More than one chunk's worth would teach nothing new. */
  private static final byte[] FILE = new byte[1 << 20];

  private final Program program;

  TrainCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("haul-train");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", TrainCommand::answer);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/file";
      return Haul.commandLine(program).execute("get", url, "--dir", folder.toString());
    } finally {
      server.stop(0);
      remove(folder);
    }
  }

  /** Answers one range, or the whole file, as RFC 9110 §14 has it. */
  private static void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    long first = 0;
    long last = FILE.length - 1L;
    if (range != null && range.matches("bytes=\\d{1,9}-\\d{0,18}")) {
      String[] ends = range.substring("bytes=".length()).split("-", 2);
      first = Math.min(last, Long.parseLong(ends[0]));
      last = ends[1].isEmpty() ? last : Math.min(last, Long.parseLong(ends[1]));
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + first + "-" + last + "/" + FILE.length);
    }
    exchange.getResponseHeaders().set("ETag", "\"train\"");
    exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
    int length = (int) (last - first + 1);
    exchange.sendResponseHeaders(range == null ? 200 : 206, length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(FILE, (int) first, length);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
