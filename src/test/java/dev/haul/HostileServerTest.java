package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.origin.Answer;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Validators;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the server does, the file has the right bytes in the end, or there is a clear error. */
@Timeout(60)
class HostileServerTest {

  private static final long SEED =
      Long.getLong("haul.seed", ThreadLocalRandom.current().nextLong(1, 1_000_000));
  private static final Content CONTENT = Content.of(7, 3_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private HaulFixture haul(String... keys) throws Exception {
    return HaulFixture.start(folder, keys);
  }

  private static Arguments server(String what, Behaviour... behaviours) {
    return Arguments.of(what, behaviours);
  }

  private static Behaviour when(Predicate<Integer> number, Behaviour behaviour) {
    return new Behaviour() {
      @Override
      public void before(dev.haul.origin.Visit visit) {
        if (number.test(visit.number)) {
          behaviour.before(visit);
        }
      }

      @Override
      public void after(dev.haul.origin.Visit visit, Answer answer) {
        if (number.test(visit.number)) {
          behaviour.after(visit, answer);
        }
      }
    };
  }

  static Stream<Arguments> servers() {
    return Stream.of(
        server("resets after 100 KB", Cuts.cutAfter(100_000)),
        server("closes after 100 KB", Cuts.cutAfter(100_000, Answer.Cut.FIN)),
        server("resets anywhere, seed " + SEED, Cuts.randomCuts(SEED, 200_000)),
        server("resets before the answer", Cuts.cutBeforeAnswer(Answer.Cut.RESET).first(3)),
        server("closes connections in silence", Cuts.closeSilently()),
        server("ends connections after 700 KB", Cuts.cutConnectionAfter(700_000, Answer.Cut.RESET)),
        server("no length", Bodies.noLength()),
        server("chunked", Bodies.chunked()),
        server("chunked without end", Bodies.chunkedWithoutEnd()),
        server("length too small", Bodies.lengthOff(-10).first(2)),
        server("length too large", Bodies.lengthOff(10).first(2)),
        server("ignores ranges", Ranges.ignoreRange()),
        server("ignores ranges, no length", Ranges.ignoreRange(), Bodies.noLength()),
        server("ignores ranges, chunked", Ranges.ignoreRange(), Bodies.chunked()),
        server(
            "ignores ranges, cuts at first",
            Ranges.ignoreRange(),
            Cuts.cutAfter(1_000_000).first(3)),
        server(
            "ignores ranges, chunked without end at first",
            Ranges.ignoreRange(),
            Bodies.chunked(),
            Bodies.chunkedWithoutEnd().first(2)),
        server("ignores ranges after the first", Ranges.ignoreRange().from(1)),
        server("ignores every third range", when(n -> n % 3 == 2, Ranges.ignoreRange())),
        server("ignores ranges with If-Range", Ranges.ignoreRangeWithIfRange()),
        server("says nothing of ranges", Ranges.noAcceptRanges()),
        server("says that it has no ranges", Ranges.acceptRangesNone()),
        server("refuses ranges", Refusals.refuseRange(416)),
        server("shorter windows", Ranges.shorterWindow(100_000)),
        server("windows that begin later", Ranges.shiftedStart(7)),
        server("windows that begin earlier", Ranges.shiftedStart(-7).from(1)),
        server("windows that begin later at first", Ranges.shiftedStart(7).first(2)),
        server("unknown total", Ranges.unknownTotal()),
        server("unknown total from the second answer on", Ranges.unknownTotal().from(1)),
        server("206 with the whole file", Ranges.wholeFile()),
        server("206 without Content-Range", Ranges.noContentRange()),
        server("Content-Range with an equals sign", Ranges.contentRange("bytes=%d-%d/%d")),
        server("Content-Range without unit", Ranges.contentRange("%d-%d/%d")),
        server("Content-Range of nonsense at first", Ranges.contentRange("bytes 9-3/4").first(3)),
        server("206 to everything", Ranges.alwaysPartial()),
        server("another total once", when(n -> n == 2, Ranges.wrongTotal(1000))),
        server("another ETag from the fourth request on", Validators.changingEtag(3)),
        server("weak ETag", Validators.weakEtag()),
        server("no ETag", Validators.withoutEtag()),
        server("no validators", Validators.withoutValidators(), Cuts.randomCuts(SEED, 200_000)),
        server("silent at first", Pace.neverAnswers().first(3)),
        server("stalls at first", Pace.stallAfter(200_000).first(4)),
        server("stalls as a stream at first", Ranges.ignoreRange(), Pace.stallAfter(9999).first(1)),
        server("late", Pace.firstByteDelay(200)),
        server("at most three connections", Refusals.connectionCap(3)),
        server("busy above three connections", Refusals.busyAbove(3, 503, "1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void arrivesFromServer(String what, Behaviour[] behaviours) throws Exception {
    try (HaulFixture haul =
        haul("haul.fetch.read-timeout", "1s", "haul.failures.backoff", "20ms")) {
      assertArrived(haul.get(origin.serve("/file.bin", CONTENT, behaviours)), CONTENT);
      assertThat(filesButReceipts(folder.resolve("downloads"))).containsExactly("file.bin");
      assertNothingLeft(haul);
    }
  }

  @Test
  void beginsAnewWhenFileIsReplacedMeanwhile() throws Exception {
    Content newer = Content.of(8, 2_500_000);
    try (HaulFixture haul = haul()) {
      Receipt receipt =
          haul.get(origin.serve("/file.bin", CONTENT, Validators.changedContent(4, newer)));
      assertArrived(receipt, newer);
      assertThat(receipt.transfer().restarts()).isPositive();
      assertNothingLeft(haul);
    }
  }

  @Test
  void beginsAnewWhenFileIsReplacedByOneOfSameSize() throws Exception {
    Content newer = Content.of(8, CONTENT.size());
    try (HaulFixture haul = haul()) {
      assertArrived(
          haul.get(origin.serve("/file.bin", CONTENT, Validators.changedContent(4, newer))), newer);
      assertNothingLeft(haul);
    }
  }

  @Test
  void saysThatFileKeepsChanging() throws Exception {
    Behaviour another =
        Behaviour.asking(
            visit ->
                visit.resource =
                    new dev.haul.origin.Resource(
                        Content.of(visit.number, CONTENT.size()),
                        "\"" + visit.number + "\"",
                        null,
                        visit.resource.behaviours()));
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      assertFailed(haul.get(origin.serve("/file.bin", CONTENT, another)), "keeps-changing", false);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  /** The late answer belongs to the version that was given up, and that is current once more. */
  @Test
  void losesNothingWhenAnswerIsLaterThanNewBeginning() throws Exception {
    CompletableFuture<Void> late = new CompletableFuture<>();
    CompletableFuture<Void> second = new CompletableFuture<>();
    Content content = Content.of(9, 30_000_000);
    Behaviour flapping =
        Behaviour.answering(
            (visit, answer) -> {
              if (visit.number == 1) {
                answer.holdAt = Answer.BEFORE_HEAD;
                answer.holdUntil = late;
              } else if (visit.number > 10) {
                answer.holdAt = 1000;
                answer.holdUntil = second;
              }
            });
    Behaviour otherNode = when(n -> n == 2, Validators.etag("\"other\""));
    try (HaulFixture haul =
        haul(
            "haul.failures.backoff",
            "10ms",
            "haul.fetch.connections",
            "4",
            "haul.chunk.growth",
            "off")) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/file.bin", content, otherNode, flapping));
      await().until(() -> origin.requests("/file.bin").size() >= 15);
      late.complete(null);
      await().until(() -> origin.openConnections("/file.bin") >= 4);
      second.complete(null);
      assertArrived(receipt.get(30, TimeUnit.SECONDS), content);
      assertNothingLeft(haul);
    }
  }

  @Test
  void saysThatCodedFilesAreNotSupported() throws Exception {
    Content small = Content.of(7, 10_000);
    try (HaulFixture haul = haul()) {
      assertFailed(haul.get(origin.serve("/a.bin", small, Bodies.gzip())), "not-supported", false);
      assertFailed(
          haul.get(origin.serve("/b.bin", small, Bodies.gzipRanges())), "not-supported", false);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void arrivesOrSaysWhyWhenEveryTotalIsWrong() throws Exception {
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, Ranges.wrongTotal(1000)));
      assertFailed(receipt, "keeps-changing", false);
      assertNothingLeft(haul);
    }
  }

  @Test
  void goesOnAfterEveryConnectionIsReset() throws Exception {
    Content content = Content.of(3, 8_000_000);
    try (HaulFixture haul = haul("haul.failures.backoff", "10ms")) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/file.bin", content, Pace.rate(300_000)));
      for (int i = 1; i <= 3; i++) {
        long some = i * 1_500_000L;
        await().until(() -> origin.bytesSent("/file.bin") > some);
        origin.resetAll();
      }
      assertArrived(receipt.get(30, TimeUnit.SECONDS), content);
      assertNothingLeft(haul);
    }
  }

  @Test
  void cutsConnectionThatIsFarSlowerThanItsSiblings() throws Exception {
    Content content = Content.of(4, 20_000_000);
    Behaviour crawl = Pace.rate(n -> n % 4 == 1 ? 5_000 : 1_000_000);
    try (HaulFixture haul = haul("haul.fetch.floor-grace", "500ms", "haul.chunk.growth", "off")) {
      Receipt receipt = haul.get(origin.serve("/file.bin", content, crawl));
      assertArrived(receipt, content);
      assertThat(receipt.transfer().retries()).containsKey("slow");
      assertNothingLeft(haul);
    }
  }

  @Test
  void sparesConnectionsThatAreAllSlow() throws Exception {
    Map<String, Integer> retries = fromSlowServer("relative").transfer().retries();
    assertThat(retries).doesNotContainKey("slow");
  }

  @Test
  void cutsEachSlowConnectionThreeTimesInAbsoluteMode() throws Exception {
    Receipt receipt = fromSlowServer("absolute");
    assertThat(receipt.transfer().retries().get("slow")).isBetween(1, 3 * 6);
  }

  private Receipt fromSlowServer(String mode) throws Exception {
    try (HaulFixture haul =
        haul("haul.fetch.floor-grace", "300ms", "haul.fetch.floor-mode", mode)) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, Pace.rate(150_000)));
      assertArrived(receipt, CONTENT);
      assertNothingLeft(haul);
      return receipt;
    }
  }

  @Test
  void arrivesOverTls() throws Exception {
    SSLContext before = SSLContext.getDefault();
    try (Origin secure = Origin.startTls()) {
      SSLContext.setDefault(secure.sslContext());
      try (HaulFixture haul = haul()) {
        assertArrived(haul.get(secure.serve("/file.bin", CONTENT)), CONTENT);
        assertArrived(
            haul.get(secure.serve("/cut.bin", CONTENT, Cuts.cutAfter(99_999, Answer.Cut.FIN))),
            CONTENT);
        assertNothingLeft(haul);
      }
    } finally {
      SSLContext.setDefault(before);
    }
  }
}
