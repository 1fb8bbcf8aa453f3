package dev.haul;

import dev.haul.health.Report;
import dev.haul.metrics.PrometheusMetrics;
import dev.haul.web.WebServer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.camel.CamelContext;

/**
 * What machines ask a running Haul: {@code /health/live}, {@code /health/ready}, {@code /metrics}.
 */
final class Probes {

  private static final String LIVE = "/health/live";
  private static final String READY = "/health/ready";
  private static final String METRICS = "/metrics";

  private Probes() {}

  /** The paths that need no token. */
  static Set<String> open(Configuration keys) {
    Set<String> open = new HashSet<>();
    if (keys.flag("haul.health.open")) {
      open.addAll(Set.of(LIVE, READY));
    }
    if (keys.flag("haul.metrics.open")) {
      open.add(METRICS);
    }
    return Set.copyOf(open);
  }

  static void install(WebServer server, CamelContext context, PrometheusMetrics metrics) {
    Router router = server.router();
    answer(router, LIVE, request -> health(() -> Report.live(context)));
    answer(router, READY, request -> health(() -> Report.ready(context)));
    answer(
        router,
        METRICS,
        request -> {
          String accepts = Objects.requireNonNullElse(request.request().getHeader("Accept"), "");
          String format = PrometheusMetrics.format(accepts);
          return () -> new Answer(200, format, metrics.scrape(format));
        });
  }

  private record Answer(int status, String type, String text) {}

  private static Callable<Answer> health(Callable<Report> look) {
    return () -> {
      Report report = look.call();
      return new Answer(report.isUp() ? 200 : 503, "application/json", report.json());
    };
  }

  /** Looks on a thread that may wait for the disk. */
  private static void answer(
      Router router, String path, Function<RoutingContext, Callable<Answer>> question) {
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            request ->
                request
                    .vertx()
                    .executeBlocking(question.apply(request), false)
                    .onFailure(request::fail)
                    .onSuccess(
                        answer ->
                            request
                                .response()
                                .setStatusCode(answer.status())
                                .putHeader("Content-Type", answer.type())
                                .end(answer.text())));
  }
}
