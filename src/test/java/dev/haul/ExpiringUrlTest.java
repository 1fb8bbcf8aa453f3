package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Request;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that served and then refuses: an expired URL, a long range, or too many connections. */
@Timeout(60)
class ExpiringUrlTest {

  private static final Content CONTENT = Content.of(7, 12_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();
  private final AtomicInteger issued = new AtomicInteger();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private HaulFixture haul(String... keys) throws Exception {
    return HaulFixture.start(folder, keys);
  }

  /** Redirects to a URL of its own for each request. */
  private String signing(Behaviour... signed) {
    origin.serve("/signed.bin", CONTENT, signed);
    Behaviour sign =
        Behaviour.answering(
            (visit, answer) ->
                answer
                    .refuse(302)
                    .headers
                    .set("Location", "/signed.bin?signature=" + issued.incrementAndGet()));
    return origin.serve("/from", CONTENT, sign);
  }

  private static int signature(String query) {
    return Integer.parseInt(query.substring("signature=".length()));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410})
  void asksOnceForAllWhereTheFileIsNow(int status) throws Exception {
    Behaviour expires =
        Behaviour.answering(
            (visit, answer) -> {
              if (visit.number >= 10 && signature(visit.request.query()) == 1) {
                answer.refuse(status);
              }
            });
    try (HaulFixture haul = haul()) {
      Receipt receipt = haul.get(signing(expires));
      assertArrived(receipt, CONTENT);
      assertThat(origin.requests("/from")).hasSize(2);
      assertThat(receipt.transfer().retries()).containsKey("expired");
      assertThat(receipt.transfer().restarts()).isZero();
      assertNothingLeft(haul);
    }
  }

  @Test
  void asksAgainAsOftenAsItExpires() throws Exception {
    Map<String, AtomicInteger> uses = new ConcurrentHashMap<>();
    Behaviour fewUses =
        Behaviour.answering(
            (visit, answer) -> {
              AtomicInteger used =
                  uses.computeIfAbsent(visit.request.query(), key -> new AtomicInteger());
              if (used.incrementAndGet() > 4) {
                answer.refuse(403);
              }
            });
    try (HaulFixture haul = haul("haul.chunk.growth", "off")) {
      assertArrived(haul.get(signing(fewUses)), CONTENT);
      assertThat(origin.requests("/from")).hasSizeBetween(6, 24);
      assertNothingLeft(haul);
    }
  }

  @Test
  void saysWhenAskingAgainDoesNotHelp() throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      Receipt receipt = haul.get(signing(Refusals.status(403).from(10)));
      assertFailed(receipt, "forbidden", false);
      assertThat(receipt.error().detail()).contains("403").contains("expired");
      // Three times in a row; those under way to an older place may let it begin to count anew.
      assertThat(origin.requests("/from")).hasSizeBetween(2, 12);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void sayThatUrlWithoutRedirectHasExpired() throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      String url = origin.serve("/file.bin", CONTENT, Refusals.status(403).from(10));
      Receipt receipt = haul.get(url);
      assertFailed(receipt, "forbidden", false);
      assertThat(receipt.error().detail()).contains("works only once");
      assertNothingLeft(haul);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesRefusalsBesideServedConnectionsForTooMany(boolean behindRedirect) throws Exception {
    Behaviour capped = Refusals.busyAbove(3, 403, "");
    try (HaulFixture haul = haul("haul.failures.backoff", "50ms")) {
      String url = behindRedirect ? signing(capped) : origin.serve("/file.bin", CONTENT, capped);
      assertArrived(haul.get(url), CONTENT);
      assertNothingLeft(haul);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403})
  void halvesRangesUntilTheyAreServedAndRemembersIt(int status) throws Exception {
    Content large = Content.of(7, 130_000_000);
    Behaviour shortRanges =
        Behaviour.answering(
            (visit, answer) -> {
              if (answer.partial() && answer.length > 1_500_000) {
                answer.refuse(status);
              }
            });
    try (HaulFixture haul = haul("haul.chunk.growth", "off")) {
      Receipt receipt = haul.get(origin.serve("/large.bin", large, shortRanges));
      assertArrived(receipt, large);
      assertThat(receipt.transfer().retries()).containsKey("range-too-long");
      assertThat(receipt.transfer().restarts()).isZero();
      Receipt second = haul.get(origin.serve("/second.bin", large, shortRanges));
      assertArrived(second, large);
      assertThat(second.transfer().retries()).doesNotContainKey("range-too-long");
      assertNothingLeft(haul);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403})
  void asksWithoutRangeWhenTheFirstRangeIsRefused(int status) throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      assertArrived(
          haul.get(origin.serve("/file.bin", CONTENT, Refusals.refuseRange(status))), CONTENT);
      assertThat(origin.requests("/file.bin")).hasSize(2);
      assertNothingLeft(haul);
    }
  }

  @Test
  void firstAnswerIsTheDownloadWhereUrlWorksOnce() throws Exception {
    Behaviour once = Refusals.status(403).from(1);
    try (HaulFixture haul = haul()) {
      assertArrived(
          haul.get(origin.serve("/stream.bin", CONTENT, Ranges.ignoreRange(), once)), CONTENT);
      String url = origin.serve("/file.bin", CONTENT, once);
      var asked = new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now());
      assertArrived(haul.get(DownloadRequest.builder(url, asked).connections(1).build()), CONTENT);
      assertThat(origin.requests("/file.bin")).hasSize(1);
      assertNothingLeft(haul);
    }
  }

  @Test
  void goesOnWhereOneConnectionWasCut() throws Exception {
    try (HaulFixture haul = haul("haul.fetch.connections", "1", "haul.failures.backoff", "10ms")) {
      String url = origin.serve("/file.bin", CONTENT, Cuts.cutAfter(5_000_000));
      assertArrived(haul.get(url), CONTENT);
      assertThat(origin.requests("/file.bin")).hasSize(3);
      assertNothingLeft(haul);
    }
  }

  @Test
  void remembersServersThatCannotHandleIfRange() throws Exception {
    try (HaulFixture haul = haul()) {
      Receipt first = haul.get(origin.serve("/file.bin", CONTENT, Ranges.ignoreRangeWithIfRange()));
      assertArrived(first, CONTENT);
      assertThat(first.transfer().restarts()).isZero();
      assertArrived(
          haul.get(origin.serve("/second.bin", CONTENT, Ranges.ignoreRangeWithIfRange())), CONTENT);
      assertThat(origin.requests("/second.bin"))
          .isNotEmpty()
          .extracting(Request::headers)
          .noneMatch(headers -> headers.has("If-Range"));
      assertNothingLeft(haul);
    }
  }

  @Test
  void asksWithoutConditionWhereItDoesNotHold() throws Exception {
    Behaviour failing =
        Behaviour.answering(
            (visit, answer) -> {
              if (visit.request.header("If-Range").isPresent()) {
                answer.refuse(412);
              }
            });
    try (HaulFixture haul = haul()) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, failing));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().restarts()).isZero();
      assertNothingLeft(haul);
    }
  }
}
