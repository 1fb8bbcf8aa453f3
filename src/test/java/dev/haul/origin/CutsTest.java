package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CutsTest {
  private final Origin origin = Origin.start();
  private final Content content = Content.of(7, 1_000_000);

  @AfterEach
  void stop() {
    origin.close();
  }

  /** What a connection gave before it ended, and how it ended. */
  private record Ended(long body, boolean reset) {}

  @Test
  void resetsAfterSoManyBytesThatAllArrive() throws Exception {
    origin.serve("/a", content, Cuts.cutAfter(300_000));
    assertThat(ask(1)).isEqualTo(new Ended(300_000, true));
    assertThat(origin.bytesSent("/a")).isEqualTo(300_000);
  }

  @Test
  void endsPolitelyButTooEarly() throws Exception {
    origin.serve("/a", content, Cuts.cutAfter(300_000, Answer.Cut.FIN));
    assertThat(ask(1)).isEqualTo(new Ended(300_000, false));
  }

  @Test
  void cutsTheConnectionOverAllItsResponses() throws Exception {
    origin.serve("/a", Content.of(1, 100_000), Cuts.cutConnectionAfter(250_000, Answer.Cut.FIN));
    assertThat(ask(4)).isEqualTo(new Ended(250_000, false));
  }

  @Test
  void cutsBeforeTheAnswer() throws Exception {
    origin.serve("/a", content, Cuts.cutBeforeAnswer(Answer.Cut.RESET));
    assertThat(ask(1)).isEqualTo(new Ended(0, true));
  }

  @Test
  void closesWithoutNotice() throws Exception {
    origin.serve("/a", Content.of(1, 1000), Cuts.closeSilently());
    assertThat(ask(1)).isEqualTo(new Ended(1000, false));
  }

  @Test
  void randomCutsCanBeReplayed() throws Exception {
    origin.serve("/a", content, Cuts.randomCuts(5, 100_000));
    long first = ask(1).body();
    long second = ask(1).body();
    assertThat(first).isBetween(1L, 200_001L).isNotEqualTo(second);
    try (Origin again = Origin.start()) {
      again.serve("/a", content, Cuts.randomCuts(5, 100_000));
      assertThat(ask(again, 1).body()).isEqualTo(first);
    }
  }

  @Test
  void resetAllEndsWhatIsOpen() throws Exception {
    origin.serve("/a", content, Pace.stallAfter(1000));
    try (Socket socket = new Socket("127.0.0.1", origin.port())) {
      socket.getOutputStream().write(request());
      org.awaitility.Awaitility.await().until(() -> origin.bytesSent("/a") == 1000);
      origin.resetAll();
      assertThat(read(socket.getInputStream()).reset()).isTrue();
    }
  }

  private Ended ask(int requests) throws IOException {
    return ask(origin, requests);
  }

  private static Ended ask(Origin server, int requests) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      for (int i = 0; i < requests; i++) {
        socket.getOutputStream().write(request());
      }
      return read(socket.getInputStream());
    }
  }

  private static byte[] request() {
    return "GET /a HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  /** Counts the bytes that follow each blank line; the bodies here hold no "HTTP/1.1 200". */
  private static Ended read(InputStream in) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    boolean reset = false;
    try {
      in.transferTo(all);
    } catch (IOException e) {
      reset = true;
    }
    String text = all.toString(StandardCharsets.ISO_8859_1);
    String bodies = text.replaceAll("(?s)HTTP/1\\.1 200 .*?\\r\\n\\r\\n", "");
    return new Ended(bodies.length(), reset);
  }
}
