package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeadsTest {
  private final Origin origin = Origin.start();
  private final Content content = Content.of("0123456789");

  @AfterEach
  void stop() {
    origin.close();
  }

  private String answer(Behaviour behaviour) throws IOException {
    origin.serve("/a", content, behaviour);
    return RawClient.get(origin, "/a");
  }

  @Test
  void statusLineIsAsTold() throws IOException {
    assertThat(answer(Heads.statusLine("ICY %d ok"))).startsWith("ICY 200 ok\r\nServer:");
    assertThat(answer(Heads.http10())).startsWith("HTTP/1.0 200 ").endsWith("0123456789");
    assertThat(answer(Heads.before("nonsense\r\n"))).startsWith("nonsense\r\nHTTP/1.1 200 OK");
  }

  @Test
  void interimAnswersComeFirst() throws IOException {
    String answer = answer(Heads.interim(103, 2));
    assertThat(answer).startsWith("HTTP/1.1 103 Wait\r\nLink: ").endsWith("0123456789");
    assertThat(answer.split("HTTP/1.1 103", -1)).hasSize(3);
    assertThat(answer).containsOnlyOnce("HTTP/1.1 200 OK");
  }

  @Test
  void floodsNeverEnd() throws IOException {
    origin.serve("/interim", content, Heads.interimFlood());
    origin.serve("/fields", content, Heads.endless());
    origin.serve("/line", content, Heads.endlessLine());
    for (String path : new String[] {"/interim", "/fields", "/line"}) {
      try (RawClient client = new RawClient(origin)) {
        assertThat(client.ask(path).next(3_000_000))
            .hasSize(3_000_000)
            .doesNotContain("0123456789\r\n\r\n");
      }
    }
  }

  @Test
  void headIsAsLargeAsTold() throws IOException {
    assertThat(answer(Heads.fields(5000)).split("X-Flood", -1)).hasSize(5001);
    assertThat(answer(Heads.longLine(1_000_000)))
        .contains("X-Long: aaa")
        .hasSizeGreaterThan(1_000_000);
    assertThat(answer(Heads.lines("X-Folded: a\r\n b\r\n")))
        .contains("X-Folded: a\r\n b\r\n\r\n01");
  }

  @Test
  void linesEndAsTold() throws IOException {
    assertThat(answer(Heads.bareLineFeeds())).doesNotContain("\r").endsWith("\n\n0123456789");
  }

  @Test
  void slowHeadIsTheSameHead() throws IOException {
    assertThat(answer(Heads.slow(1))).startsWith("HTTP/1.1 200 OK\r\n").endsWith("0123456789");
  }

  @Test
  void digestsAreOfWhatTheySay() throws IOException {
    String whole = "sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:";
    origin.serve("/a", content, Digests.repr(), Digests.content(), Digests.old());
    assertThat(RawClient.get(origin, "/a"))
        .contains("Repr-Digest: " + whole, "Content-Digest: " + whole);
    assertThat(RawClient.get(origin, "/a", "Range: bytes=0-4"))
        .contains("Repr-Digest: " + whole, "Digest: SHA-256=", "Content-MD5: ")
        .doesNotContain("Content-Digest: " + whole);
    assertThat(answer(Digests.wrongRepr())).contains("Repr-Digest: ").doesNotContain(whole);
  }
}
