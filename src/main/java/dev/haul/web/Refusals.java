package dev.haul.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers where no route does: problem details, as everywhere. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private static final Map<Integer, Refusal> BY_STATUS =
      Map.of(
          400,
          Refusal.of(400, "bad-request", "Bad request", "this is no request HTTP allows"),
          404,
          Refusal.of(
              404,
              "not-found",
              "Not found",
              "there is nothing at this path; the paths are in /api/v1/openapi.json"),
          405,
          Refusal.of(
              405,
              "method-not-allowed",
              "Method not allowed",
              "this path has other methods; they are in /api/v1/openapi.json"),
          406,
          Refusal.of(406, "not-acceptable", "Not acceptable", "accept application/json"),
          413,
          Refusal.of(
              413,
              "too-large",
              "Too large",
              "the body is larger than haul.http.largest-body; send it in parts"),
          415,
          Refusal.of(
              415,
              "unsupported-media-type",
              "Unsupported media type",
              "send application/json or, for a list, text/plain"));

  private static final Refusal FAULT =
      Refusal.of(500, "internal-error", "Internal error", "a fault in Haul; its log says more");

  private Refusals() {}

  static Refusal fault() {
    return FAULT;
  }

  static void install(Router router) {
    BY_STATUS.keySet().forEach(status -> router.errorHandler(status, Refusals::answer));
    router.errorHandler(500, Refusals::answer);
  }

  private static void answer(RoutingContext context) {
    if (context.failure() != null && context.statusCode() >= 500) {
      LOG.error("{} {}", context.request().method(), context.request().path(), context.failure());
    }
    Answers.refuse(
        context.response(), BY_STATUS.getOrDefault(Math.max(0, context.statusCode()), FAULT));
  }

  static void malformed(HttpServerRequest request) {
    Answers.secure(request.response());
    Refusal refusal = BY_STATUS.get(400);
    Answers.refuse(request.response(), refusal == null ? FAULT : refusal);
    request.connection().close();
  }
}
