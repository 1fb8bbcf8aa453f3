package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final String ALL = "Range: bytes=0-";
  private final Origin origin = Origin.start();
  private final Content content = Content.of("0123456789");

  @AfterEach
  void stop() {
    origin.close();
  }

  private String get(String target, String... lines) throws IOException {
    return RawClient.get(origin, target, lines);
  }

  @Test
  void nodesHaveValidatorsOfTheirOwn() throws IOException {
    origin.serve("/a", content, Nodes.inTurn(2));
    assertThat(
            List.of(field(get("/a"), "ETag"), field(get("/a"), "ETag"), field(get("/a"), "ETag")))
        .containsExactly("\"node-0\"", "\"node-1\"", "\"node-0\"");
    assertThat(field(get("/a"), "Last-Modified")).isNotEqualTo(field(get("/a"), "Last-Modified"));
  }

  @Test
  void redirectsToNodes() throws IOException {
    origin.serve("/a", content, Nodes.redirected(2));
    assertThat(field(get("/a"), "Location")).isEqualTo("/a?node=0");
    assertThat(field(get("/a?x=1"), "Location")).isEqualTo("/a?x=1&node=1");
    assertThat(get("/a?node=7")).contains("ETag: \"node-7\"").endsWith("0123456789");
    origin.serve("/b", content, Nodes.redirectedTo(List.of("/x", "/y")));
    assertThat(field(get("/b"), "Location")).isEqualTo("/x");
    assertThat(field(get("/b"), "Location")).isEqualTo("/y");
  }

  @Test
  void signedUrlExpiresAndTheOriginalGivesAnother() throws IOException {
    origin.serve("/a", content, Nodes.signed(2, 403));
    String first = field(get("/a"), "Location");
    assertThat(get(first)).endsWith("0123456789");
    assertThat(get(first)).endsWith("0123456789");
    assertThat(get(first)).startsWith("HTTP/1.1 403 ").contains("Request has expired");
    String second = field(get("/a"), "Location");
    assertThat(second).isNotEqualTo(first);
    assertThat(get(second)).endsWith("0123456789");
  }

  @Test
  void loginPageComesWhenTold() throws IOException {
    origin.serve("/a", content, Replies.loginPage().from(1));
    assertThat(get("/a", ALL)).startsWith("HTTP/1.1 206");
    assertThat(get("/a", ALL)).startsWith("HTTP/1.1 200").contains("text/html", "Please sign in");
  }

  @Test
  void nothingIsNothing() throws IOException {
    origin.serve("/a", content, Replies.nothing(204));
    assertThat(get("/a")).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
  }

  @Test
  void someRequestsAreRefused() throws IOException {
    origin.serve("/a", content, Refusals.refuseFirstByte(403));
    assertThat(get("/a", "Range: bytes=0-0")).startsWith("HTTP/1.1 403");
    assertThat(get("/a", "Range: bytes=0-1")).startsWith("HTTP/1.1 206");
    origin.serve("/a", content, Refusals.refuseLargerRange(3, 400));
    assertThat(get("/a", "Range: bytes=0-3")).startsWith("HTTP/1.1 400");
    assertThat(get("/a", "Range: bytes=0-2")).startsWith("HTTP/1.1 206");
    origin.serve("/a", content, Refusals.refuseHeader("If-Match", 412));
    assertThat(get("/a", "If-Match: *")).startsWith("HTTP/1.1 412");
    origin.serve("/a", content, Refusals.rangeNeverSatisfiable());
    assertThat(get("/a", ALL)).startsWith("HTTP/1.1 416").contains("Content-Range: bytes */10");
    assertThat(get("/a")).startsWith("HTTP/1.1 200");
    origin.serve("/a", content, Refusals.hugePage(404, 100_000));
    assertThat(get("/a")).startsWith("HTTP/1.1 404").hasSizeGreaterThan(100_000);
  }

  @Test
  void retryAfterIsADate() throws IOException {
    origin.serve("/a", content, Refusals.busyUntil(1, 429, 60, -3600));
    String answer = get("/a");
    assertThat(field(answer, "Retry-After")).endsWith("GMT").isNotEqualTo(field(answer, "Date"));
    origin.serve("/b", content, Refusals.busyUntil(1, 429, 1));
    assertThat(get("/b")).startsWith("HTTP/1.1 429");
    assertThat(get("/b")).startsWith("HTTP/1.1 200");
  }

  @Test
  void rangesAndConditionsAreMisunderstood() throws IOException {
    origin.serve("/a", content, Ranges.ignoreRange().every(2));
    assertThat(get("/a", ALL)).startsWith("HTTP/1.1 206");
    assertThat(get("/a", ALL)).startsWith("HTTP/1.1 200");
    origin.serve("/b", content, Ranges.ignoreIfRange());
    assertThat(get("/b", ALL, "If-Range: \"other\"")).startsWith("HTTP/1.1 206");
  }

  @Test
  void validatorsLie() throws IOException {
    origin.serve("/a", content, Validators.modifiedJustNow());
    String answer = get("/a");
    assertThat(field(answer, "Last-Modified")).isEqualTo(field(answer, "Date"));
    assertThat(answer).doesNotContain("ETag");
    origin.serve("/b", content, Validators.changedInSecret(1, Content.of("abcdefghij")));
    String before = get("/b");
    String after = get("/b");
    assertThat(field(after, "ETag")).isEqualTo(field(before, "ETag"));
    assertThat(after).endsWith("abcdefghij");
    origin.serve("/c", content, Replies.lyingHead());
    assertThat(get("/c")).contains("Content-Length: 10");
  }

  private static String field(String answer, String name) {
    Matcher field = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(answer);
    assertThat(field.find()).as(name).isTrue();
    return field.group(1);
  }
}
