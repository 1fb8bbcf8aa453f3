package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import dev.haul.origin.Request;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests go: redirects are followed, credentials are not handed on, URLs stay exact. */
@Timeout(60)
class RedirectTest {

  private static final Content CONTENT = Content.of(7, 1_500_000);
  private static final Content SMALL = Content.of(8, 1000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final Origin elsewhere = Origin.start();
  private HaulFixture haul;

  @BeforeEach
  void startHaul() throws Exception {
    haul = HaulFixture.start(folder);
  }

  @AfterEach
  void stop() {
    haul.close();
    origin.close();
    elsewhere.close();
  }

  private static DownloadRequest.Builder request(String url) {
    return DownloadRequest.builder(
        url, new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now()));
  }

  @ParameterizedTest
  @CsvSource({
    "301, /to/file.bin",
    "302, file.bin",
    "303, ./file.bin",
    "307, ../to/file.bin",
    "308, ../../../to/./file.bin",
    "302, ''",
    "302, ?file",
    "302, /to/file.bin#part"
  })
  void followsLocation(int status, String location) throws Exception {
    origin.serve("/to/file.bin", CONTENT);
    origin.serve("/to/from?file", CONTENT);
    String url = origin.serve("/to/from", CONTENT, Replies.redirectTo(location, status).first(1));
    assertArrived(haul.get(url), CONTENT);
    assertNothingLeft(haul);
  }

  @Test
  void followsLocationOnAnotherHostWithAndWithoutScheme() throws Exception {
    String there = elsewhere.serve("/file.bin", CONTENT);
    String first = origin.serve("/first", CONTENT, Replies.redirectTo(there));
    assertArrived(haul.get(first), CONTENT);
    String second =
        origin.serve("/second", CONTENT, Replies.redirectTo(there.substring("http:".length())));
    Receipt receipt = haul.get(second);
    assertArrived(receipt, CONTENT);
    assertThat(receipt.sources().get(0).url()).isEqualTo(second);
    assertThat(receipt.sources().get(0).finalUrl()).isEqualTo(there);
    assertThat(origin.requests("/second")).hasSize(1);
  }

  @Test
  void followsTwentyRedirectsAndNoMore() throws Exception {
    assertArrived(
        haul.get(origin.serve("/twenty.bin", CONTENT, Replies.redirectHops(20))), CONTENT);
    Receipt receipt = haul.get(origin.serve("/more.bin", CONTENT, Replies.redirectHops(21)));
    assertFailed(receipt, "bad-redirect", false);
    assertThat(origin.requests("/more.bin")).hasSize(21);
    assertNothingLeft(haul);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://127.0.0.1/file", "file:///etc/passwd", "javascript:alert(1)"})
  void refusesLocationThatIsNotHttp(String location) {
    Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, Replies.redirectTo(location)));
    assertFailed(receipt, "unusable-url", false);
    assertNothingLeft(haul);
  }

  @Test
  void refusesWayFromHttpsToHttp() throws Exception {
    SSLContext before = SSLContext.getDefault();
    try (Origin secure = Origin.startTls()) {
      SSLContext.setDefault(secure.sslContext());
      String there = origin.serve("/file.bin", CONTENT);
      String secured = secure.serve("/file.bin", CONTENT);
      try (HaulFixture trusting = HaulFixture.start(folder)) {
        assertFailed(
            trusting.get(secure.serve("/down", CONTENT, Replies.redirectTo(there))),
            "bad-redirect",
            false);
        assertThat(origin.requests()).isEmpty();
        assertArrived(
            trusting.get(origin.serve("/up", CONTENT, Replies.redirectTo(secured))), CONTENT);
      }
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @Test
  void keepsCredentialsForTheHostTheyAreFor() {
    String there = elsewhere.serve("/file.bin", CONTENT);
    origin.serve("/here", CONTENT, Replies.redirectTo(there));
    String url = origin.serve("/from", CONTENT, Replies.redirectTo("/here"));
    assertArrived(
        haul.get(
            request(url)
                .header("Authorization", "Bearer abc")
                .header("cookie", "session=abc")
                .header("X-Kind", "daily")
                .build()),
        CONTENT);
    assertThat(origin.requests())
        .hasSize(2)
        .allSatisfy(
            request -> {
              assertThat(request.header("Authorization")).contains("Bearer abc");
              assertThat(request.header("Cookie")).contains("session=abc");
            });
    assertThat(elsewhere.requests())
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request.header("Authorization")).isEmpty();
              assertThat(request.header("Cookie")).isEmpty();
              assertThat(request.header("X-Kind")).contains("daily");
            });
  }

  @Test
  void sendsHeadersOfTheRequestAndNoneOfTheHost() {
    assertArrived(
        haul.get(
            request(origin.serve("/file.bin", CONTENT))
                .header("User-Agent", "me/2")
                .header("Range", "bytes=5-9")
                .header("Accept-Encoding", "gzip")
                .build()),
        CONTENT);
    for (Request sent : origin.requests()) {
      assertThat(sent.header("User-Agent")).contains("me/2");
      assertThat(sent.header("Accept-Encoding")).contains("identity");
      assertThat(sent.headers().all("Range")).hasSize(1);
      assertThat(sent.header("Range").orElseThrow()).doesNotContain("5-9");
      assertThat(sent.headers().fields())
          .extracting(field -> field.getKey().toLowerCase(java.util.Locale.ROOT))
          .noneMatch(name -> name.startsWith("camel") || name.equals("breadcrumbid"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a~b",
        "/a%7Eb",
        "/a[1].bin",
        "/a{b}.bin",
        "/a^b",
        "/a|b",
        "/a\\b",
        "/a%2Fb",
        "/a%2fb",
        "/a+b",
        "/a;b=c",
        "/a=b&c",
        "/a?x=b?c",
        "/{{env:HOME}}",
        "/${x}",
        "/${env:HOME}?y=${y}",
        "/a'b\"c`d",
        "/a<b>",
        "/a%zz%",
        "/a//b/./c/../d",
        "/?",
        "/a!$*(),:@b",
        "/?a=[1]&b={{x}}",
        "/{{?x=y}}",
        "/a%0d%0ab",
        "/RAW(x)?password=RAW(y)"
      })
  void sendsUrlAsItIs(String target) {
    origin.serve(target, SMALL);
    assertArrived(haul.get(origin.url(target)), SMALL);
    assertThat(origin.requests()).extracting(Request::target).containsExactly(target);
  }

  @ParameterizedTest
  @CsvSource({
    "/ü.bin, /%C3%BC.bin",
    "/日本?q=ß, /%E6%97%A5%E6%9C%AC?q=%C3%9F",
    "/a b.bin, /a%20b.bin",
    "/a#part, /a",
    "/a%C3%BC, /a%C3%BC",
    "?only=query, /?only=query"
  })
  void encodesOnlyWhatCannotBeSent(String target, String sent) {
    origin.serve(sent, SMALL);
    assertArrived(haul.get(origin.url(target)), SMALL);
    assertThat(origin.requests()).extracting(Request::target).containsExactly(sent);
  }

  @Test
  void sendsLocationAsItIs() {
    origin.serve("/{{env:HOME}}/~[1]%7E|", SMALL);
    String url =
        origin.serve("/from", SMALL, Replies.redirectTo("/{{env:HOME}}/~[1]%7E|?k=${x}&{{y}}"));
    assertArrived(haul.get(url), SMALL);
    assertThat(origin.requests().get(1).target()).isEqualTo("/{{env:HOME}}/~[1]%7E|?k=${x}&{{y}}");
  }

  @Test
  void writesNoSecretAnywhere() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    List<Receipt> receipts;
    try {
      String there = elsewhere.serve("/file.bin", CONTENT) + "?X-Amz-Signature=s3cret&part=1";
      String url = origin.serve("/from", CONTENT, Replies.redirectTo(there));
      String gone = origin.serve("/gone", CONTENT, Refusals.status(404));
      String loop = origin.serve("/loop", CONTENT, Replies.redirectLoop());
      String nowhere =
          origin.serve("/nowhere", CONTENT, Replies.redirectTo("x://s3cret@h/?s3cret"));
      receipts =
          List.of(
              haul.get(
                  request(url + "?token=s3cret&day=2")
                      .header("Authorization", "Bearer s3cret")
                      .build()),
              haul.get(gone + "?sig=s3cret"),
              haul.get(loop + "?api_key=s3cret"),
              haul.get(nowhere),
              haul.get("http://me:s3cret@127.0.0.1/file?password=s3cret"),
              haul.get("htp://me:s3cret@127.0.0.1/file?password=s3cret"),
              haul.get("http://127.0.0.1:x/file?password=s3cret"));
    } finally {
      System.setErr(before);
    }
    assertThat(receipts.get(0).outcome().isSuccess()).isTrue();
    assertThat(receipts)
        .allSatisfy(r -> assertThat(ReceiptJson.toJson(r)).doesNotContain("s3cret"));
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("completed").doesNotContain("s3cret");
    try (var files = Files.walk(folder.resolve("downloads/.haul"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("s3cret");
      }
    }
  }
}
