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
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Replies;
import dev.haul.origin.Validators;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@link MisbehaviourTest} cannot show: what happens meanwhile, and what the receipt says. */
@Timeout(60)
class HostileServerTest {

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
    Behaviour otherNode =
        Validators.changedContent(0, Content.of(10, 30_000_000))
            .when(visit -> visit.number >= 2 && visit.number <= 4);
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

  /** Apache's {@code AddEncoding x-gzip .gz}: the coding is the file's own. */
  @Test
  void takesCodedFileWhoseNameSaysSo() throws Exception {
    Behaviour coded = Replies.header("Content-Encoding", "x-gzip");
    try (HaulFixture haul = haul()) {
      assertArrived(haul.get(origin.serve("/file.tar.gz", CONTENT, coded)), CONTENT);
      assertThat(filesButReceipts(folder.resolve("downloads"))).containsExactly("file.tar.gz");
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
