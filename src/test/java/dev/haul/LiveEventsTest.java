package dev.haul;

import static dev.haul.RestTest.DOWNLOADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live updates as a client sees them. */
@Timeout(60)
class LiveEventsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Content CONTENT = Content.of(3, 3_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private HaulFixture haul;
  private WebClient web;

  @BeforeEach
  void start() throws Exception {
    haul = HaulFixture.start(folder, HaulFixture.SERVE);
    web = new WebClient(haul.url());
  }

  @AfterEach
  void stop() {
    haul.close();
    origin.close();
  }

  /** One connection; the name and the data of each event in turn. */
  private final class Listener implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Listener(String query) throws Exception {
      URI server = URI.create(haul.url());
      socket = new Socket(server.getHost(), server.getPort());
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/events" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Lines of chunked coding do not look like lines of events. */
    String head() throws Exception {
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      return head.toString();
    }

    JsonNode next(String event) throws Exception {
      while (true) {
        String line = in.readLine();
        assertThat(line).as("the connection ended").isNotNull();
        if (line.equals("event: " + event)) {
          return JSON.readTree(in.readLine().replaceFirst("^data: ", ""));
        }
      }
    }

    JsonNode next(String event, Predicate<JsonNode> wanted) throws Exception {
      while (true) {
        JsonNode data = next(event);
        if (wanted.test(data)) {
          return data;
        }
      }
    }

    @Override
    public void close() throws Exception {
      socket.close();
    }
  }

  private String add(String name, long rate) {
    String url = origin.serve("/" + name, CONTENT, Pace.rate(rate));
    return web.post(DOWNLOADS, "{\"url\":\"" + url + "\"}").header("Location");
  }

  private static Predicate<JsonNode> shows(String name, String state) {
    return data -> {
      for (JsonNode view : data.path("downloads")) {
        if (view.path("name").asText().equals(name) && view.path("state").asText().equals(state)) {
          return true;
        }
      }
      return false;
    };
  }

  @Test
  void theFirstEventHasAllAndLaterOnesWhatChanged() throws Exception {
    String first = add("first.bin", 1_000_000_000);
    await().until(() -> web.get(first).json().path("state").asText().equals("proven"));
    try (Listener listener = new Listener("")) {
      assertThat(listener.head()).contains("200 OK", "text/event-stream");
      JsonNode full = listener.next("downloads");
      assertThat(full.path("full").asBoolean()).isTrue();
      assertThat(shows("first.bin", "proven")).accepts(full);
      assertThat(full.path("at").asText()).endsWith("Z");

      add("second.bin", 300_000);
      JsonNode running = listener.next("downloads", shows("second.bin", "running"));
      assertThat(running.path("full").asBoolean()).isFalse();
      assertThat(running.path("downloads")).hasSize(1);
      listener.next("downloads", data -> data.at("/totals/bytesPerSecond").asLong() > 0);
      listener.next("downloads", shows("second.bin", "proven"));
    }
  }

  @Test
  void whatIsForgottenIsRemoved() throws Exception {
    String href = add("slow.bin", 60_000);
    try (Listener listener = new Listener("")) {
      listener.next("downloads", shows("slow.bin", "running"));
      web.send("DELETE", href, "");
      JsonNode gone = listener.next("downloads", data -> data.path("removed").size() > 0);
      assertThat(href).endsWith(gone.at("/removed/0").asText());
    }
  }

  @Test
  void aChunkMapFollowsItsDownload() throws Exception {
    String href = add("slow.bin", 300_000);
    String id = href.replaceFirst(".*/", "");
    try (Listener listener = new Listener("?chunks=" + id)) {
      JsonNode early = listener.next("chunks", map -> map.path("inFlight").size() > 0);
      assertThat(early.path("id").asText()).isEqualTo(id);
      JsonNode whole =
          listener.next("chunks", map -> map.at("/written/0/1").asLong() == CONTENT.size() - 1);
      assertThat(whole.path("inFlight")).isEmpty();
    }
  }

  @Test
  void aListenerThatDoesNotReadHoldsUpNobody() throws Exception {
    List<Listener> deaf = new ArrayList<>();
    try (Listener listener = new Listener("")) {
      for (int i = 0; i < 5; i++) {
        deaf.add(new Listener(""));
      }
      add("slow.bin", 60_000);
      for (int i = 0; i < 8; i++) {
        listener.next("downloads", shows("slow.bin", "running"));
      }
    } finally {
      for (Listener each : deaf) {
        each.close();
      }
    }
    await().untilAsserted(() -> assertThat(haul.server().listeners()).isZero());
  }

  @Test
  void stoppingEndsTheConnections() throws Exception {
    try (Listener listener = new Listener("")) {
      listener.next("downloads");
      haul.close();
      assertThat(listener.in.lines().toList()).doesNotContain("event: downloads");
    }
  }
}
