package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What requests cannot ask for yet is refused by every door with a sentence, and nothing is lost.
 */
@Timeout(60)
class LaterFieldsTest {

  @TempDir private Path folder;

  @Test
  void areRefusedByEveryDoor() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul =
            HaulFixture.start(folder, HaulFixture.SERVE, "haul.inbox.settle", "0s")) {
      String url = origin.serve("/file.bin", Content.of(7, 1000));
      WebClient web = new WebClient(haul.url());
      Path failed = folder.resolve("inbox/failed");
      Files.createDirectories(failed);
      for (String field : List.of("notBefore", "deadline")) {
        String json = "{\"url\":\"" + url + "\",\"" + field + "\":\"2030-01-01T00:00:00Z\"}";
        assertRefused(haul.get(json), field);
        assertRefused(haul.get(Map.of("url", url, field, "2030-01-01T00:00:00Z")), field);
        WebClient.Response answer = web.post("/api/v1/downloads", json);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).endsWith(field + ": not supported yet");
        Files.writeString(folder.resolve("inbox/" + field + ".json"), json);
        await().until(() -> Files.exists(failed.resolve(field + ".json")));
        assertThat(failed.resolve(field + ".json")).hasContent(json);
        assertThat(failed.resolve(field + ".json.receipt.json"))
            .content()
            .contains(field + ": not supported yet");
      }
      String list = url + "\n  pause=true\n";
      assertThat(web.send("POST", "/api/v1/downloads", list, "Content-Type: text/plain").status())
          .isEqualTo(400);
      Files.writeString(folder.resolve("inbox/list.txt"), list);
      await().until(() -> Files.exists(failed.resolve("list.txt")));
      assertThat(failed.resolve("list.txt")).hasContent(list);
      assertThat(failed.resolve("list.txt.receipt.json"))
          .content()
          .contains("pause: not supported yet");
      assertThat(origin.requests()).isEmpty();
    }
  }

  private static void assertRefused(Receipt receipt, String field) {
    Aftermath.assertFailed(receipt, "bad-request", false);
    assertThat(receipt.error().detail()).contains(field + ": not supported yet");
  }
}
