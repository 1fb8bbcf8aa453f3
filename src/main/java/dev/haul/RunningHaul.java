package dev.haul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.Progress;
import dev.haul.terminal.Overview;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service that listens where the {@code haul.http.*} keys say, asked through its API. */
final class RunningHaul {

  /** Nobody answers there, or what answers is no help; the message says which. */
  static final class Unreachable extends IOException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Unreachable(int exitCode, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String OPEN = "running,verifying,waiting,paused,queued";
  private static final int PAGE = 1000;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI base;
  private final @Nullable String token;

  private RunningHaul(URI base, @Nullable String token) {
    this.base = base;
    this.token = token;
  }

  /**
   * @throws InvalidConfiguration when the keys do not tell where it is
   */
  static RunningHaul of(Configuration keys) {
    String port = keys.text("haul.http.port");
    if (!Site.isWanted(keys) || port.equals("0")) {
      throw new InvalidConfiguration(
          "haul.http.port is "
              + port
              + ": say on which port the service listens, for example with --set"
              + " haul.http.port=8087");
    }
    String host = keys.text("haul.http.host");
    String reached =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return new RunningHaul(
        URI.create("http://" + reached + ":" + keys.number("haul.http.port", 1, 65_535) + "/"),
        Site.token(keys));
  }

  URI where() {
    return base;
  }

  /** At most {@code most} of the downloads that have not ended, and the totals. */
  Overview overview(int most) throws IOException {
    JsonNode page = page(most, 0);
    List<Progress> downloads = new ArrayList<>();
    page.path("downloads").forEach(view -> downloads.add(progress(view)));
    JsonNode totals = page.path("totals");
    return new Overview(
        base.toString(),
        totals.path("bytesPerSecond").asLong(),
        totals.path("connections").asInt(),
        new Overview.Counts(
            totals.path("active").asInt(),
            totals.path("waiting").asInt() + totals.path("queued").asInt(),
            totals.path("paused").asInt(),
            page.path("total").asInt()),
        downloads);
  }

  /** All that have not ended, as the API describes them. */
  JsonNode all() throws IOException {
    ObjectNode document = (ObjectNode) page(PAGE, 0);
    ArrayNode downloads = document.withArray("downloads");
    while (downloads.size() < document.path("total").asInt()) {
      JsonNode more = page(PAGE, downloads.size()).path("downloads");
      if (more.isEmpty()) {
        break;
      }
      more.forEach(downloads::add);
    }
    document.remove(List.of("offset", "limit"));
    return document;
  }

  private JsonNode page(int limit, int offset) throws IOException {
    String query = "?state=" + OPEN + "&limit=" + limit + "&offset=" + offset;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve("/api/v1/downloads" + query)).timeout(PATIENCE);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer;
    try {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", end);
    } catch (IOException nobody) {
      throw new Unreachable(
          ExitCode.TRY_AGAIN,
          "no service answers at "
              + base
              + "; start one with haul serve, or say where it is with --set haul.http.port=PORT",
          nobody);
    }
    return understood(answer);
  }

  private JsonNode understood(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() == 401) {
      throw new Unreachable(
          ExitCode.USAGE,
          base
              + " wants a token: set haul.http.token or haul.http.token-file to that of the"
              + " service",
          null);
    }
    try {
      JsonNode document = JSON.readTree(answer.body());
      if (answer.statusCode() == 200 && document.path("downloads").isArray()) {
        return document;
      }
      String detail = document.path("detail").asText("");
      if (!detail.isEmpty()) {
        throw new Unreachable(ExitCode.TRY_AGAIN, base + " answers: " + detail, null);
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException other) {
      // Falls through: it is something else.
    }
    throw new Unreachable(
        ExitCode.FAILED,
        "what answers at " + base + " is no Haul, or one of another release",
        null);
  }

  private static Progress progress(JsonNode view) {
    JsonNode size = view.path("size");
    return new Progress(
        view.path("id").asText(),
        view.path("name").asText(view.path("url").asText()),
        size.isNumber() ? (Long) size.asLong() : null,
        view.path("bytes").asLong(),
        view.path("bytesPerSecond").asLong(),
        view.path("connections").asInt(),
        view.path("retriesTotal").asInt(),
        note(view));
  }

  /** Why it has no speed, or null when it has one. */
  private static @Nullable String note(JsonNode view) {
    String state = view.path("state").asText();
    JsonNode waiting = view.path("waiting");
    if (!waiting.isObject()) {
      return state.equals("running") ? null : state;
    }
    String why = waiting.path("why").asText();
    String until = waiting.path("until").asText("");
    String words = state.equals("running") || state.equals(why) ? why : state + ": " + why;
    return until.isEmpty() || until.equals("null") ? words : words + ", until " + clock(until);
  }

  private static String clock(String time) {
    return Instant.parse(time)
        .atZone(ZoneId.systemDefault())
        .toLocalTime()
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }
}
