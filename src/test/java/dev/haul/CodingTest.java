package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Grade;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Replies;
import dev.haul.origin.Visit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server codes that was asked for the file as it is. */
@Timeout(60)
class CodingTest {

  private static final Content CONTENT = Content.of(7, 2_000_000);
  private static final String DECODED = "the server sent it gzip-coded; decoded";

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private HaulFixture haul() throws Exception {
    return HaulFixture.start(folder, "haul.failures.backoff", "10ms");
  }

  private static Content gzipped(Content plain) throws IOException {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
      gzip.write(plain.bytes());
    }
    return Content.of(coded.toByteArray());
  }

  private static Behaviour when(IntPredicate number, Behaviour behaviour) {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        if (number.test(visit.number)) {
          behaviour.before(visit);
        }
      }

      @Override
      public void after(Visit visit, dev.haul.origin.Answer answer) {
        if (number.test(visit.number)) {
          behaviour.after(visit, answer);
        }
      }
    };
  }

  @Test
  void decodesAFileThatIsSentCoded() throws Exception {
    try (HaulFixture haul = haul()) {
      Receipt receipt = haul.get(origin.serve("/file.csv", CONTENT, Bodies.gzip()));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.warnings()).contains(DECODED);
      assertThat(receipt.proof().grade()).isEqualTo(Grade.LENGTH);
      assertThat(origin.requests("/file.csv")).hasSize(1);
      assertNothingLeft(haul);
    }
  }

  @Test
  void readsAsOneStreamWhatHasRangesOfTheCodedFormOnly() throws Exception {
    try (HaulFixture haul = haul()) {
      Receipt receipt = haul.get(origin.serve("/file.csv", CONTENT, Bodies.gzipRanges()));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.warnings()).contains(DECODED);
      assertNothingLeft(haul);
    }
  }

  @Test
  void cutCodedFileIsNotTheWholeFile() throws Exception {
    try (HaulFixture haul = haul()) {
      Behaviour cut = Cuts.cutAfter(100_000, dev.haul.origin.Answer.Cut.FIN).first(2);
      String chunked = origin.serve("/chunked.csv", CONTENT, Bodies.gzip(), Bodies.chunked(), cut);
      assertArrivedAnew(haul.get(chunked));
      String open = origin.serve("/open.csv", CONTENT, Bodies.gzip(), Bodies.noLength(), cut);
      assertArrivedAnew(haul.get(open));
      assertNothingLeft(haul);
    }
  }

  private static void assertArrivedAnew(Receipt receipt) {
    assertArrived(receipt, CONTENT);
    assertThat(receipt.transfer().retries()).containsKey("stream-cut");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void answersOfNodesThatCodeAreNotMixedIn(int everyNth) throws Exception {
    Behaviour someNodes = when(n -> n % everyNth == everyNth - 1, Bodies.gzip());
    try (HaulFixture haul = haul()) {
      assertArrived(haul.get(origin.serve("/file.csv", CONTENT, someNodes)), CONTENT);
      assertNothingLeft(haul);
    }
  }

  @Test
  void codedAnswerThatWasNotUsedIsNotCalledDecoded() throws Exception {
    try (HaulFixture haul = haul()) {
      Receipt receipt =
          haul.get(origin.serve("/file.csv", CONTENT, when(n -> n == 2, Bodies.gzip())));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).isNotEmpty();
      assertThat(receipt.warnings()).doesNotContain(DECODED);
    }
  }

  @Test
  void arrivesWhenTheFirstNodeCodesAndTheOthersDoNot() throws Exception {
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.csv", CONTENT, Bodies.gzipRanges().first(1));
      assertArrived(haul.get(url), CONTENT);
      assertNothingLeft(haul);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/backup.tar.gz", "/backup.TGZ"})
  void fileThatIsGzipStaysSo(String path) throws Exception {
    Content file = gzipped(CONTENT);
    try (HaulFixture haul = haul()) {
      Receipt receipt =
          haul.get(origin.serve(path, file, Replies.header("Content-Encoding", "x-gzip")));
      assertArrived(receipt, file);
      assertThat(receipt.warnings()).isEmpty();
      assertThat(origin.requests(path)).hasSizeGreaterThan(1);
      assertNothingLeft(haul);
    }
  }

  @Test
  void fileWhoseTypeIsGzipStaysSo() throws Exception {
    Content file = gzipped(CONTENT);
    try (HaulFixture haul = haul()) {
      String url =
          origin.serve(
              "/download",
              file,
              Replies.header("Content-Encoding", "gzip"),
              Replies.contentType("application/x-gzip"));
      assertArrived(haul.get(url), file);
      assertNothingLeft(haul);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "gzip, br"})
  void saysThatOtherCodingsAreNotSupported(String coding) throws Exception {
    try (HaulFixture haul = haul()) {
      String url = origin.serve("/file.csv", CONTENT, Replies.header("Content-Encoding", coding));
      Receipt receipt = haul.get(url);
      assertFailed(receipt, "not-supported", false);
      assertThat(receipt.error().detail()).contains("content coding " + coding);
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }
}
