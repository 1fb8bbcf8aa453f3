package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static dev.haul.RawServer.ascii;
import static dev.haul.RawServer.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Receipt;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import dev.haul.origin.Request;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer, however long or odd, costs more than a bounded amount; and nothing of it is mixed. */
@Timeout(60)
class LimitsTest {

  /** Three chunks. */
  private static final Content CONTENT = Content.of(7, 1_200_000);

  private static final byte[] BYTES = CONTENT.bytes();

  @TempDir private Path folder;

  private HaulFixture haul(String... keys) throws Exception {
    return HaulFixture.start(folder, keys);
  }

  /** Every attempt meets the same; the end is a sentence, soon. */
  private Receipt givesUp(RawServer.Reply reply) throws Exception {
    try (RawServer server = new RawServer(reply);
        HaulFixture haul =
            haul(
                "haul.failures.give-up-after", "1s",
                "haul.failures.backoff", "50ms",
                "haul.failures.backoff-cap", "200ms",
                "haul.fetch.connect-timeout", "1s",
                "haul.fetch.read-timeout", "500ms")) {
      Receipt receipt = haul.get(server.url());
      assertFailed(receipt, "gave-up", true);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
      return receipt;
    }
  }

  private static void repeat(OutputStream out, String text) throws IOException {
    byte[] bytes = ascii(text);
    while (true) {
      out.write(bytes);
    }
  }

  @Test
  void floodOfInterimResponsesEndsTheConnection() throws Exception {
    Receipt receipt =
        givesUp(
            (asked, out) -> {
              repeat(out, "HTTP/1.1 102 Processing\r\n\r\n");
              return false;
            });
    assertThat(receipt.error().detail()).contains("more than 20 interim responses");
    assertThat(receipt.transfer().retries()).containsOnlyKeys("invalid");
  }

  @Test
  void fewInterimResponsesAreSkipped() throws Exception {
    try (RawServer server =
            new RawServer(
                (asked, out) -> {
                  out.write(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
                  out.write(ascii("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(19)));
                  out.write(part(asked, BYTES));
                  return true;
                });
        HaulFixture haul = haul()) {
      Receipt receipt = haul.get(server.url());
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-Fill: 0123456789abcdef0123456789abcdef\r\n", "x", "\r\n", " folded\r\n"})
  void headWithoutEndEndsTheConnection(String endless) throws Exception {
    Receipt receipt =
        givesUp(
            (asked, out) -> {
              out.write(ascii(endless.isBlank() ? "" : "HTTP/1.1 200 OK\r\nX-First: 1\r\n"));
              repeat(out, endless);
              return false;
            });
    assertThat(receipt.error().detail()).contains("the answer is not HTTP");
    assertThat(receipt.transfer().retries()).containsOnlyKeys("invalid");
  }

  @Test
  void manyLongFieldsEndTheConnection() throws Exception {
    String field = "X-Fill: " + "f".repeat(60_000) + "\r\n";
    Receipt receipt =
        givesUp(
            (asked, out) -> {
              out.write(ascii("HTTP/1.1 200 OK\r\n" + field.repeat(10) + "\r\n"));
              return true;
            });
    assertThat(receipt.error().detail()).contains("a header of more than 262144 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 abc\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      })
  void goesOnAfterWhatIsNotHttp(String odd) throws Exception {
    try (RawServer server =
            new RawServer(
                (asked, out) -> {
                  out.write(asked.connection() < 2 ? ascii(odd) : part(asked, BYTES));
                  return asked.connection() >= 2;
                });
        HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      Receipt receipt = haul.get(server.url());
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).containsEntry("invalid", 2);
      assertNothingLeft(haul);
    }
  }

  @Test
  void bytesBehindTheBodyAreNoAnswer() throws Exception {
    byte[] wrong = Content.of(8, BYTES.length).bytes();
    try (RawServer server =
            new RawServer(
                (asked, out) -> {
                  out.write(part(asked, BYTES));
                  for (int first = 0; first < BYTES.length; first += 512 * 1024) {
                    String range = "Range: bytes=" + first + "-" + (first + 512 * 1024 - 1);
                    out.write(part(new RawServer.Asked(range, 0, 0), wrong));
                  }
                  return true;
                });
        HaulFixture haul = haul("haul.fetch.connections", "1", "haul.failures.backoff", "1h")) {
      Receipt receipt = haul.get(server.url());
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void connectionThatEndsAsTheRequestIsSentCostsNothing() throws Exception {
    try (RawServer server =
            new RawServer(
                (asked, out) -> {
                  if (asked.number() == 0) {
                    out.write(part(asked, BYTES));
                  }
                  return asked.number() == 0;
                });
        HaulFixture haul = haul("haul.fetch.connections", "2", "haul.failures.backoff", "1h")) {
      Receipt receipt = haul.get(server.url());
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).isEmpty();
      assertThat(server.requests()).hasSizeGreaterThan(server.connections());
      assertNothingLeft(haul);
    }
  }

  @Test
  void freshConnectionThatEndsBeforeTheAnswerIsTrouble() throws Exception {
    assertThat(givesUp((asked, out) -> false).transfer().retries()).containsOnlyKeys("reset");
  }

  @Test
  void smallErrorPageCostsNoConnection() throws Exception {
    Content small = Content.of(7, 10_000);
    try (Origin origin = Origin.start();
        HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      String url = origin.serve("/file.bin", small, Refusals.statusFor(3, 503));
      assertArrived(haul.get(url), small);
      assertThat(origin.connections()).isEqualTo(1);
      String moved = origin.serve("/moved.bin", small, Replies.redirectTo(url));
      assertArrived(haul.get(moved), small);
      assertThat(origin.connections()).isEqualTo(1);
    }
  }

  @Test
  void errorPageWithoutEndIsNotRead() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (RawServer server =
            new RawServer(
                (asked, out) -> {
                  out.write(ascii("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n"));
                  byte[] chunk = ascii("400\r\n" + "e".repeat(1024) + "\r\n");
                  while (true) {
                    out.write(chunk);
                    sent.addAndGet(chunk.length);
                  }
                });
        HaulFixture haul = haul()) {
      assertFailed(haul.get(server.url()), "not-found", false);
      assertNothingLeft(haul);
      assertThat(sent.get()).isLessThan(20_000_000);
    }
  }

  @Test
  void bodyWithoutEndIsEnded() throws Exception {
    try (RawServer server =
            new RawServer(
                (asked, out) -> {
                  out.write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
                  repeat(out, "0123456789".repeat(100));
                  return false;
                });
        HaulFixture haul = haul("haul.downloads.largest-unknown", "1MB")) {
      assertFailed(haul.get(server.url()), "too-large", false);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  /** Which of the two lengths a proxy on the way believed is not known (RFC 9112 §6.3). */
  @Test
  void answerWithTwoLengthsEndsItsConnection() throws Exception {
    try (Origin origin = Origin.start();
        HaulFixture haul = haul()) {
      String url =
          origin.serve(
              "/file.bin", CONTENT, Bodies.chunked(), Replies.header("Content-Length", "17"));
      assertArrived(haul.get(url), CONTENT);
      assertThat(origin.requests("/file.bin").stream().map(Request::connection))
          .doesNotHaveDuplicates();
      assertNothingLeft(haul);
    }
  }
}
