package dev.haul.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The files of the page, read once and served at exact paths: no path leads to any other file. */
final class PageFiles {

  private static final String PLACE = "/haul/page/";

  private static final List<String> FILES =
      List.of(
          "add.js",
          "api.js",
          "detail.js",
          "dom.js",
          "graph.js",
          "history.js",
          "icon.svg",
          "live.js",
          "main.js",
          "map.js",
          "page.css",
          "store.js",
          "table.js",
          "text.js",
          "words.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private PageFiles() {}

  /** Adds the page at {@code /} and what it needs below {@code /page/}. */
  static void serve(Router router) throws IOException {
    serve(router, "/", "index.html");
    for (String file : FILES) {
      serve(router, "/page/" + file, file);
    }
  }

  private static void serve(Router router, String path, String file) throws IOException {
    Buffer content = Buffer.buffer(read(file));
    String type = Objects.requireNonNull(TYPES.get(file.substring(file.lastIndexOf('.') + 1)));
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(context -> context.response().putHeader("Content-Type", type).end(content));
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = PageFiles.class.getResourceAsStream(PLACE + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    }
  }
}
