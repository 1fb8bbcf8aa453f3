package dev.haul.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;

/** What every answer of the server has in common. */
final class Answers {

  static final String PROBLEM = "application/problem+json";

  /**
   * Names and URLs come from other people's servers: should one of them ever stand in the page as
   * markup, nothing in it runs and nothing is loaded from elsewhere.
   */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
              + " form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()",
          "Cache-Control",
          "no-store");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  static void secure(HttpServerResponse response) {
    MultiMap headers = response.headers();
    HEADERS.forEach(headers::set);
  }

  /** The same, and how to do it better when it is the token that is missing. */
  static void refuse(HttpServerRequest request, Refusal refusal) {
    MultiMap headers = request.response().headers();
    if (refusal.status() == 401) {
      headers.add("WWW-Authenticate", "Bearer realm=\"haul\"");
      // A browser that opens the page asks for user and password; the token is the password. The
      // page itself has a prompt of its own and says so.
      if (!request.headers().contains("X-Requested-With")) {
        headers.add("WWW-Authenticate", "Basic realm=\"haul\", charset=\"UTF-8\"");
      }
    }
    refuse(request.response(), refusal);
  }

  static void refuse(HttpServerResponse response, Refusal refusal) {
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    response
        .setStatusCode(refusal.status())
        .putHeader("Content-Type", PROBLEM)
        .end(json(refusal.problem(), refusal.status()));
  }

  /** A problem as in a receipt, with the status beside it. */
  static String json(Problem problem, int status) {
    ObjectNode json = JSON.createObjectNode();
    json.put("type", problem.type());
    json.put("title", problem.title());
    json.put("status", status);
    json.put("detail", problem.detail());
    json.put("retryable", problem.retryable());
    return json.toString();
  }
}
