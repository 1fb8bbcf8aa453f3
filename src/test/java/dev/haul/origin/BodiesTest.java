package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodiesTest {
  private final Origin origin = Origin.start();
  private final Content content = Content.of("0123456789");

  @AfterEach
  void stop() {
    origin.close();
  }

  private String answer(Behaviour behaviour, String... lines) throws IOException {
    origin.serve("/a", content, behaviour);
    return RawClient.get(origin, "/a", lines);
  }

  @Test
  void lengthsMayContradict() throws IOException {
    assertThat(answer(Bodies.chunkedWithLength(0)))
        .contains("Transfer-Encoding: chunked", "Content-Length: 10")
        .endsWith("a\r\n0123456789\r\n0\r\n\r\n");
    assertThat(answer(Bodies.chunkedWithLength(-3))).contains("Content-Length: 7");
    assertThat(answer(Bodies.chunks("fffffffffffffffff\r\n0123")))
        .endsWith("\r\n\r\nfffffffffffffffff\r\n0123");
    assertThat(answer(Bodies.chunkExtension(3), "Range: bytes=2-4"))
        .contains("Content-Range: bytes 2-4/10")
        .endsWith("\r\n\r\n3;xxx\r\n234\r\n0\r\n\r\n");
  }

  @Test
  void endlessBodyNeverEnds() throws IOException {
    origin.serve("/a", content, Bodies.endless());
    try (RawClient client = new RawClient(origin)) {
      assertThat(client.ask("/a", "Range: bytes=0-4").head())
          .contains("200 OK")
          .doesNotContain("Content-Length");
      assertThat(client.next(5_000_000)).hasSize(5_000_000);
    }
  }

  @Test
  void moreComesBehindTheBody() throws IOException {
    assertThat(answer(Bodies.surplus(8))).endsWith("0123456789surplus ");
    assertThat(answer(Bodies.surplusBeforeClose(8)))
        .contains("Connection: close")
        .endsWith("0123456789surplus ");
    assertThat(answer(Bodies.unasked("HTTP/1.1 404 No\r\n\r\n")))
        .endsWith("0123456789HTTP/1.1 404 No\r\n\r\n");
    assertThat(answer(Bodies.unaskedNextRange(), "Range: bytes=2-4"))
        .contains("\r\n\r\n234HTTP/1.1 206", "Content-Range: bytes 5-7/10")
        .endsWith("\r\n\r\nfor");
  }

  @Test
  void partsAreWrapped() throws IOException {
    assertThat(answer(Ranges.multipart(), "Range: bytes=2-4"))
        .contains("Content-Type: multipart/byteranges; boundary=")
        .contains("Content-Range: bytes 2-4/10\r\n\r\n234\r\n--")
        .contains("\r\n\r\n--");
  }

  @Test
  void partsAreLongerAsTold() throws IOException {
    assertThat(answer(Ranges.longerWindow(3), "Range: bytes=2-4"))
        .contains("Content-Range: bytes 2-7/10", "Content-Length: 6")
        .endsWith("\r\n\r\n234567");
    assertThat(answer(Ranges.longerBody(3), "Range: bytes=2-4"))
        .contains("Content-Range: bytes 2-4/10", "Content-Length: 6")
        .endsWith("\r\n\r\n234567");
  }

  @Test
  void trickleIsWhole() throws IOException {
    assertThat(answer(Pace.trickleAfter(5, java.time.Duration.ofMillis(2))))
        .endsWith("\r\n\r\n0123456789");
  }

  @Test
  void halfClosedConnectionStillReads() throws IOException {
    origin.serve("/a", content, Cuts.cutAfter(4, Answer.Cut.HALF));
    try (RawClient client = new RawClient(origin)) {
      assertThat(client.ask("/a").all()).endsWith("\r\n\r\n0123");
      assertThat(client.ask("/a").all()).isEmpty();
    }
  }

  @Test
  void usedConnectionClosesAtTheNextRequest() throws IOException {
    origin.serve("/a", content, Cuts.staleKeepAlive(Answer.Cut.FIN));
    try (RawClient client = new RawClient(origin)) {
      assertThat(client.ask("/a").head()).contains("200 OK").doesNotContain("close");
      assertThat(client.next(10)).isEqualTo("0123456789");
      assertThat(client.ask("/a").all()).isEmpty();
    }
    assertThat(origin.requests("/a")).hasSize(2);
  }

  @Test
  void usedConnectionIsDeaf() throws IOException {
    origin.serve("/a", content, Pace.deafKeepAlive());
    try (RawClient client = new RawClient(origin)) {
      client.ask("/a").head();
      client.next(10);
      client.ask("/a");
      org.awaitility.Awaitility.await().until(() -> origin.openConnections("/a") == 1);
    }
  }
}
