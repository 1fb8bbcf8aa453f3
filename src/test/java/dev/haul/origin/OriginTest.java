package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OriginTest {
  private final Content content = Content.of(7, 300_000);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Origin origin;

  @BeforeEach
  void start() {
    origin = Origin.start();
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  @Test
  void servesTheWholeFile() throws Exception {
    HttpResponse<byte[]> answer = get(origin.serve("/a", content));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content.bytes());
    assertThat(answer.headers().firstValue("ETag")).isPresent();
  }

  @Test
  void headHasNoBody() throws Exception {
    HttpRequest head =
        HttpRequest.newBuilder(URI.create(origin.serve("/a", content)))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<byte[]> answer = client.send(head, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("300000");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void servesOneRange() throws Exception {
    HttpResponse<byte[]> answer = get(origin.serve("/a", content), "Range", "bytes=100-199");
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes 100-199/300000");
    assertThat(answer.body()).isEqualTo(content.bytes(100, 100));
  }

  @Test
  void servesTheEndOfTheFile() throws Exception {
    String url = origin.serve("/a", content);
    byte[] end = content.bytes(299_990, 10);
    assertThat(get(url, "Range", "bytes=-10").body()).isEqualTo(end);
    assertThat(get(url, "Range", "bytes=299990-").body()).isEqualTo(end);
    assertThat(get(url, "Range", "bytes=299990-999999").body()).isEqualTo(end);
  }

  @Test
  void refusesRangeBeyondTheEnd() throws Exception {
    HttpResponse<byte[]> answer = get(origin.serve("/a", content), "Range", "bytes=300000-");
    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */300000");
  }

  @Test
  void emptyFileAnswersRangesWithAllOfIt() throws Exception {
    String url = origin.serve("/a", Content.of(""));
    assertThat(get(url, "Range", "bytes=0-99").statusCode()).isEqualTo(200);
    origin.serve("/a", Content.of(""), Ranges.refuseRangeOfEmpty());
    assertThat(get(url, "Range", "bytes=0-99").statusCode()).isEqualTo(416);
  }

  @Test
  void answersConditions() throws Exception {
    String url = origin.serve("/a", content);
    HttpResponse<byte[]> first = get(url);
    String etag = first.headers().firstValue("ETag").orElseThrow();
    String time = first.headers().firstValue("Last-Modified").orElseThrow();
    assertThat(get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(get(url, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(get(url, "If-Modified-Since", time).statusCode()).isEqualTo(304);
    assertThat(get(url, "If-Match", "\"other\"").statusCode()).isEqualTo(412);
    assertThat(get(url, "Range", "bytes=0-9", "If-Range", etag).statusCode()).isEqualTo(206);
    assertThat(get(url, "Range", "bytes=0-9", "If-Range", time).statusCode()).isEqualTo(206);
    assertThat(get(url, "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void weakEtagNeverHoldsForIfRange() throws Exception {
    String url = origin.serve("/a", content, Validators.weakEtag());
    String etag = get(url).headers().firstValue("ETag").orElseThrow();
    assertThat(etag).startsWith("W/");
    assertThat(get(url, "Range", "bytes=0-9", "If-Range", etag).statusCode()).isEqualTo(200);
  }

  @Test
  void ignoresRangeWhenTold() throws Exception {
    String url = origin.serve("/a", content, Ranges.ignoreRange());
    HttpResponse<byte[]> answer = get(url, "Range", "bytes=100-199");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).hasSize(300_000);
    assertThat(origin.requests("/a").get(0).header("Range")).hasValue("bytes=100-199");
  }

  @Test
  void framesAsTold() throws Exception {
    assertThat(get(origin.serve("/a", content, Bodies.noLength())).body())
        .isEqualTo(content.bytes());
    assertThat(get(origin.serve("/b", content, Bodies.chunked())).body())
        .isEqualTo(content.bytes());
    String empty = origin.serve("/empty", Content.of(""), Bodies.chunked());
    assertThat(get(empty).body()).isEmpty();
    assertThatThrownBy(() -> get(origin.serve("/c", content, Bodies.chunkedWithoutEnd())))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(origin.serve("/d", content, Bodies.lengthOff(5))))
        .isInstanceOf(IOException.class);
    assertThat(get(origin.serve("/e", content, Bodies.lengthOff(-5))).body()).hasSize(299_995);
  }

  @Test
  void statesWrongRangesAsTold() throws Exception {
    assertThat(range(Ranges.shiftedStart(5))).isEqualTo("bytes 105-204/300000");
    assertThat(range(Ranges.shiftedStart(-5))).isEqualTo("bytes 95-194/300000");
    assertThat(range(Ranges.wrongTotal(1))).isEqualTo("bytes 100-199/300001");
    assertThat(range(Ranges.wholeFile())).isEqualTo("bytes 0-299999/300000");
    assertThat(range(Ranges.noContentRange())).isEmpty();
    assertThat(range(Ranges.shorterWindow(10))).isEqualTo("bytes 100-109/300000");
    assertThat(range(Ranges.unknownTotal())).isEqualTo("bytes 100-199/*");
    assertThat(range(Ranges.contentRange("bytes=%d-%d/%d"))).isEqualTo("bytes=100-199/300000");
  }

  @Test
  void refusesTheFirstRequestsOnly() throws Exception {
    String url = origin.serve("/a", content, Refusals.busyFor(2, 503, "1"));
    HttpResponse<byte[]> first = get(url);
    assertThat(first.statusCode()).isEqualTo(503);
    assertThat(first.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(get(url).statusCode()).isEqualTo(503);
    assertThat(get(url).statusCode()).isEqualTo(200);
  }

  @Test
  void refusalIsFramedByItsOwnLength() throws Exception {
    String url = origin.serve("/a", content, Bodies.chunked(), Refusals.statusFor(1, 503));
    HttpResponse<byte[]> refused = get(url);
    assertThat(refused.headers().firstValue("Transfer-Encoding")).isEmpty();
    assertThat(new String(refused.body(), java.nio.charset.StandardCharsets.UTF_8)).contains("503");
    assertThat(get(url).body()).isEqualTo(content.bytes());
  }

  @Test
  void notModifiedIsFollowedByNoByte() throws Exception {
    String url = origin.serve("/a", content, Bodies.chunked());
    String etag = get(url).headers().firstValue("ETag").orElseThrow();
    assertThat(get(url, "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(get(url).body()).isEqualTo(content.bytes());
    assertThat(origin.connections()).isOne();
  }

  @Test
  void unreadableParameterIsRefusedWithTheReason() throws Exception {
    assertThat(get(origin.url("/1KB?contentrange=%25z")).statusCode()).isEqualTo(400);
    assertThat(get(origin.url("/1KB?rate=fast")).headers().firstValue("X-Reason").orElseThrow())
        .contains("fast");
  }

  @Test
  void refusesWhatIsAboveTheCap() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    String url =
        origin.serve("/a", content, Pace.holdAt(1000, gate), Refusals.busyAbove(1, 429, ""));
    CompletableFuture<HttpResponse<byte[]>> held =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    Awaitility.await().until(() -> origin.bytesSent("/a") == 1000);
    assertThat(get(url).statusCode()).isEqualTo(429);
    gate.complete(null);
    assertThat(held.get().body()).isEqualTo(content.bytes());
    assertThat(origin.maxConnections("/a")).isEqualTo(2);
    assertThat(get(url).statusCode()).isEqualTo(200);
  }

  @Test
  void changesWhenTold() throws Exception {
    Content changed = Content.of(8, 300_000);
    String url = origin.serve("/a", content, Validators.changedContent(1, changed));
    HttpResponse<byte[]> before = get(url);
    HttpResponse<byte[]> after = get(url);
    assertThat(before.body()).isEqualTo(content.bytes());
    assertThat(after.body()).isEqualTo(changed.bytes());
    assertThat(after.headers().firstValue("ETag"))
        .isNotEqualTo(before.headers().firstValue("ETag"));
  }

  @Test
  void redirectsThenServes() throws Exception {
    HttpClient following =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    String url = origin.serve("/a", content, Replies.redirectHops(3));
    HttpResponse<byte[]> answer =
        following.send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.body()).isEqualTo(content.bytes());
    assertThat(origin.requests("/a")).hasSize(4);
  }

  @Test
  void paceChangesNoByte() throws Exception {
    String url = origin.serve("/a", content, Pace.rate(4_000_000), Pace.firstByteDelay(20));
    assertThat(get(url).body()).isEqualTo(content.bytes());
    assertThat(origin.bytesSent("/a")).isEqualTo(300_000);
  }

  @Test
  void noticesThatThePeerLeft() throws Exception {
    String url = origin.serve("/a", content, Pace.neverAnswers());
    try (java.net.Socket socket = new java.net.Socket("127.0.0.1", origin.port())) {
      socket.getOutputStream().write("GET /a HTTP/1.1\r\n\r\n".getBytes("US-ASCII"));
      Awaitility.await().until(() -> origin.openConnections("/a") == 1);
    }
    Awaitility.await().until(() -> origin.openConnections("/a") == 0);
    assertThat(url).endsWith("/a");
  }

  @Test
  void servesSizesByName() throws Exception {
    HttpResponse<byte[]> answer = get(origin.url("/100KB/a.bin?seed=7&noranges=1"));
    assertThat(answer.body()).isEqualTo(Content.of(7, 100_000).bytes());
    assertThat(get(origin.url("/1KiB")).body()).hasSize(1024);
    assertThat(get(origin.url("/1KiB?status=404")).statusCode()).isEqualTo(404);
    assertThat(get(origin.url("/1KiB?nonsense=1")).statusCode()).isEqualTo(400);
    assertThat(get(origin.url("/no-size")).statusCode()).isEqualTo(404);
  }

  @Test
  void servesOverTls() throws Exception {
    try (Origin secure = Origin.startTls()) {
      HttpClient trusting = HttpClient.newBuilder().sslContext(secure.sslContext()).build();
      HttpResponse<byte[]> answer =
          trusting.send(
              HttpRequest.newBuilder(URI.create(secure.serve("/a", content))).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.body()).isEqualTo(content.bytes());
      assertThat(secure.trustStore()).exists();
    }
  }

  private String range(Behaviour behaviour) throws Exception {
    String url = origin.serve("/range", content, behaviour);
    return get(url, "Range", "bytes=100-199").headers().firstValue("Content-Range").orElse("");
  }

  private HttpResponse<byte[]> get(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
