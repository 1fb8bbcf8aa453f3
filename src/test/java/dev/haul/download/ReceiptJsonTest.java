package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiptJsonTest {

  private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.250Z");

  private static final Receipt PROVEN =
      new Receipt(
          Receipt.SCHEMA,
          "a",
          null,
          Receipt.Outcome.PROVEN,
          new Receipt.Asked(Door.FOLDER, "daily.txt:17", null, TIME, Map.of("case", "4711")),
          new Receipt.PublishedFile("/d/ä \"b\"\n", 3, "00", null, null),
          new Receipt.Proof(
              Receipt.Grade.DIGEST,
              List.of(new Receipt.Check("sha-256", "request", "00", "00", true))),
          List.of(new Receipt.Source("https://h/a", null, "192.0.2.7", "\"e\"", 3)),
          new Receipt.Transfer(
              TIME, TIME, 1, 2, 3, 4, 5, 6, 7, 8, 9, Map.of("slow", 3, "reset", 1)),
          List.of("careful"),
          null,
          new Receipt.Producer("1.0.0", "here"));

  @Test
  void writesTheDocumentOfTheContractOnOneLine() {
    assertThat(ReceiptJson.toJson(PROVEN))
        .isEqualTo(
            "{\"schema\":\"haul/receipt/1\",\"id\":\"a\",\"batch\":null,\"outcome\":\"proven\","
                + "\"request\":{\"door\":\"folder\",\"reference\":\"daily.txt:17\","
                + "\"requestedBy\":null,\"receivedAt\":\"2026-11-22T10:00:00.250Z\","
                + "\"labels\":{\"case\":\"4711\"}},"
                + "\"file\":{\"path\":\"/d/ä \\\"b\\\"\\n\",\"size\":3,\"sha256\":\"00\","
                + "\"mediaType\":null,\"lastModified\":null},"
                + "\"proof\":{\"grade\":\"digest\",\"checks\":[{\"algorithm\":\"sha-256\","
                + "\"source\":\"request\",\"expected\":\"00\",\"actual\":\"00\","
                + "\"matched\":true}]},"
                + "\"sources\":[{\"url\":\"https://h/a\",\"finalUrl\":null,"
                + "\"address\":\"192.0.2.7\",\"etag\":\"\\\"e\\\"\",\"bytes\":3}],"
                + "\"transfer\":{\"startedAt\":\"2026-11-22T10:00:00.250Z\","
                + "\"finishedAt\":\"2026-11-22T10:00:00.250Z\",\"durationMillis\":1,"
                + "\"bytesFetched\":2,\"bytesKept\":3,\"meanBytesPerSecond\":4,"
                + "\"peakBytesPerSecond\":5,\"chunks\":6,\"maxConnections\":7,\"resumes\":8,"
                + "\"restarts\":9,\"retries\":{\"reset\":1,\"slow\":3}},"
                + "\"warnings\":[\"careful\"],\"error\":null,"
                + "\"haul\":{\"version\":\"1.0.0\",\"node\":\"here\"}}");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    assertThat(ReceiptJson.read(ReceiptJson.toJson(PROVEN))).isEqualTo(PROVEN);
  }

  @Test
  void readsReceiptsOfLaterReleases() throws IOException {
    String later = ReceiptJson.toJson(PROVEN).replaceFirst("\\{", "{\"new\":[1],");
    assertThat(ReceiptJson.read(later)).isEqualTo(PROVEN);
  }

  @Test
  void refusesWhatIsNoReceipt() {
    for (String text : List.of("", "null", "{}", "[]", "{\"schema\":\"haul/receipt/1\"}", "no")) {
      assertThatThrownBy(() -> ReceiptJson.read(text)).as(text).isInstanceOf(IOException.class);
    }
  }
}
