package dev.haul.web;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The server of the page and the API: that of Camel's platform-http, with {@link Guard} in front of
 * every path.
 *
 * <p>It is Haul that starts and stops it, because Camel's own start does not notice that the port
 * is in use, and its stop leaves the threads.
 */
public final class WebServer extends VertxPlatformHttpServer {

  /**
   * Where to listen, and how much to take.
   *
   * @param port 0 for any free one
   * @param largestBody most bytes of a request's body
   */
  public record Settings(String host, int port, long largestBody) {}

  private static final int EVENT_LOOPS = 2;
  private static final int WORKERS = 20;
  private static final int LONGEST_TARGET = 8 * 1024;
  private static final int LARGEST_HEAD = 16 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final int MOST_SECONDS = 10;

  private final Settings settings;
  private final Guard guard;
  private @Nullable VertxPlatformHttpRouter router;
  private @Nullable HttpServer listening;
  private final List<Events> live = new CopyOnWriteArrayList<>();
  private volatile boolean open;

  public WebServer(Settings settings, Guard guard) {
    super(configuration(settings));
    this.settings = settings;
    this.guard = guard;
  }

  private static VertxPlatformHttpServerConfiguration configuration(Settings settings) {
    VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
    configuration.setBindHost(settings.host());
    configuration.setBindPort(settings.port());
    configuration.setMaxBodySize(settings.largestBody());
    configuration.getBodyHandler().setHandleFileUploads(false);
    configuration.getBodyHandler().setMergeFormAttributes(false);
    return configuration;
  }

  @Override
  protected Vertx createVertxInstance() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(EVENT_LOOPS)
            .setWorkerPoolSize(WORKERS)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }

  @Override
  protected void startServer() throws Exception {
    VertxPlatformHttpRouter found =
        VertxPlatformHttpRouter.lookup(
            getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(settings.port()));
    router = found;
    Refusals.install(found);
    PageFiles.serve(found);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setMaxInitialLineLength(LONGEST_TARGET)
            .setMaxHeaderSize(LARGEST_HEAD)
            .setIdleTimeout(IDLE_SECONDS);
    HttpServer server =
        getVertx()
            .createHttpServer(options)
            .invalidRequestHandler(Refusals::malformed)
            .requestHandler(this::serve);
    try {
      server
          .listen(settings.port(), settings.host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      stopVertx();
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
    listening = server;
  }

  private void serve(HttpServerRequest request) {
    Answers.secure(request.response());
    Refusal refusal =
        guard.check(request.method().name(), request.uri(), name -> values(request, name));
    if (refusal == null && !open) {
      refusal = Refusal.of(503, "starting", "Starting", "not ready yet; try again in a second");
    }
    if (refusal != null) {
      Answers.refuse(request, refusal);
      return;
    }
    request.headers().names().stream()
        .filter(name -> !Guard.PASS.contains(name.toLowerCase(Locale.ROOT)))
        .forEach(request.headers()::remove);
    Objects.requireNonNull(router).handle(request);
  }

  private static List<String> values(HttpServerRequest request, String name) {
    return request.headers().getAll(name);
  }

  /** Serves from now on; until then every answer is that it is not ready yet. */
  public void open() {
    open = true;
  }

  /** Has live updates sent from {@code path}, until the server stops. */
  public void send(String path, Events events) {
    live.add(events);
    router().get(path).handler(events);
  }

  /** Number of connections that listen to live updates. */
  public int listeners() {
    return live.stream().mapToInt(Events::listeners).sum();
  }

  /** Where other handlers can be added; there from the start on. */
  public VertxPlatformHttpRouter router() {
    return Objects.requireNonNull(router, "not started yet");
  }

  /** The address to open in a browser. */
  public String url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return "http://" + host + ":" + getPort() + "/";
  }

  @Override
  public @Nullable HttpServer getServer() {
    return listening;
  }

  @Override
  public int getPort() {
    return listening == null ? settings.port() : listening.actualPort();
  }

  @Override
  protected void stopServer() {
    open = false;
    live.forEach(Events::close);
    listening = null;
  }

  /** Closes the server and every connection with it. */
  @Override
  protected void stopVertx() {
    Vertx running = getVertx();
    if (running != null) {
      try {
        running.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException harmless) {
        // The program ends anyway; a host's context has stopped its routes already.
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
