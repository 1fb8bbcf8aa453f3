package dev.haul.traces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to an OpenTelemetry collector: OTLP over HTTP, in JSON.
 *
 * <p>It is one POST of a few lines, so there is no SDK. Downloads never wait for it: what a
 * collector out of reach does not take is kept up to a bound, then dropped.
 */
public final class Collector implements Consumer<Span> {

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  private static final int MOST_KEPT = 2048;
  private static final int MOST_AT_ONCE = 512;

  /** Statuses after which the same spans are to be sent again (OTLP/HTTP, "Retryable"). */
  private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

  private final URI to;
  private final Map<String, Object> resource;
  private final BlockingQueue<Span> waiting = new ArrayBlockingQueue<>(MOST_KEPT);
  private final HttpClient http;
  private volatile boolean failing;

  // Used by the one thread that sends alone.
  private final List<Span> unsent = new ArrayList<>();

  /**
   * @param to for example http://127.0.0.1:4318/v1/traces
   * @param resource who sends: attributes such as service.name
   */
  public Collector(URI to, Map<String, Object> resource) {
    this.to = to;
    this.resource = resource;
    this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  }

  @Override
  public void accept(Span span) {
    // Full: nobody took the ones before for long.
    waiting.offer(span);
  }

  /**
   * Sends what there is, waiting for the collector no longer than {@code limit} for each request.
   * One call at a time.
   */
  public synchronized void send(Duration limit) {
    do {
      waiting.drainTo(unsent, MOST_AT_ONCE - unsent.size());
    } while (!unsent.isEmpty() && post(limit));
  }

  private boolean post(Duration limit) {
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(limit)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json().toString()))
            .build();
    try {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (LATER.contains(status)) {
        failed("answers " + status);
        return false;
      }
      if (status / 100 == 2) {
        failing = false;
      } else {
        failed("answers " + status + ": " + unsent.size() + " spans are lost");
      }
      unsent.clear();
      return true;
    } catch (IOException e) {
      failed("cannot be reached: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** One line for a change, not one a try. */
  private void failed(String how) {
    if (!failing) {
      failing = true;
      LOG.warn("the collector of traces at {} {}", to.getAuthority(), how);
    }
  }

  private ObjectNode json() {
    ObjectNode root = Span.JSON.createObjectNode();
    ObjectNode of = root.putArray("resourceSpans").addObject();
    of.putObject("resource").set("attributes", Span.attributes(resource));
    ObjectNode scoped = of.putArray("scopeSpans").addObject();
    scoped.putObject("scope").put("name", "dev.haul");
    ArrayNode spans = scoped.putArray("spans");
    unsent.forEach(span -> spans.add(span.json()));
    return root;
  }
}
