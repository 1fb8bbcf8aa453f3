package dev.haul.origin;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Serves until it is killed: {@code bench/origin --port 8000 --rate 1MB/s}. */
public final class OriginMain {
  private static final String USAGE =
      """
      usage: bench/origin [--port N] [--host ADDRESS] [--size SIZE] [--tls] [--PARAMETER VALUE]...
      Serves /SIZE and /SIZE/any/name, such as /64MiB/a.bin?rate=1MB/s&delay=100ms.
      Parameters, for all paths as an option or for one in its query:
        seed %s
      """;

  private OriginMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i].replaceFirst("^--", "").toLowerCase(Locale.ROOT);
      boolean valued = i + 1 < arguments.length && !arguments[i + 1].startsWith("--");
      options.put(name, valued ? arguments[++i] : "1");
    }
    int port = Integer.parseInt(options.getOrDefault("port", "0"));
    String host = options.getOrDefault("host", "127.0.0.1");
    String size = options.getOrDefault("size", "64MiB");
    Tls tls =
        options.containsKey("tls")
            ? Tls.make(Path.of(System.getProperty("java.io.tmpdir"), "haul-origin-tls"))
            : null;
    options.keySet().removeAll(java.util.Set.of("port", "host", "size", "tls"));
    for (String name : options.keySet()) {
      if (!Parameters.knows(name)) {
        System.err.println("unknown option --" + name);
        System.err.printf(USAGE, String.join(" ", Parameters.KNOWN.keySet()));
        System.exit(2);
      }
    }
    try (Origin origin = Origin.start(host, port, tls, new Parameters(options))) {
      System.out.println(origin.url("/" + size));
      System.out.println(origin.url("/100KB/a.bin?delay=100ms"));
      if (tls != null) {
        System.out.println("trust store " + tls.trustStore() + " password " + Tls.PASSWORD);
      }
      Thread.currentThread().join();
    }
  }
}
