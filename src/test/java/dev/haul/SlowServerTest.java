package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertFailed;
import static dev.haul.Aftermath.assertNothingLeft;
import static dev.haul.Aftermath.filesButReceipts;
import static dev.haul.RawServer.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.download.Retryable;
import dev.haul.fetch.Flight;
import dev.haul.fetch.Flights;
import dev.haul.origin.Answer;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that is slow or silent keeps no download from its end, and costs no byte twice. */
@Timeout(60)
class SlowServerTest {

  private static final Content CONTENT = Content.of(7, 3_000_000);

  /** What must not be waited for: longer than any test may take. */
  private static final String NEVER = "10m";

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  private HaulFixture haul(String... keys) throws Exception {
    return HaulFixture.start(folder, keys);
  }

  private static Behaviour only(int request, Behaviour behaviour) {
    return behaviour.from(request).first(request + 1);
  }

  @Test
  void requestWithoutAnswerIsSentAgainOnceOthersWereAnswered() throws Exception {
    try (HaulFixture haul =
        haul("haul.fetch.floor-grace", "300ms", "haul.fetch.read-timeout", NEVER)) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, only(3, Pace.neverAnswers())));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).containsEntry("no-answer", 1);
      assertNothingLeft(haul);
    }
  }

  @Test
  void requestWithoutAnswerIsSentAgainOnceOtherFilesOfTheHostWereAnswered() throws Exception {
    Content small = Content.of(8, 10_000);
    try (HaulFixture haul =
        haul("haul.fetch.stall-timeout", "300ms", "haul.fetch.read-timeout", NEVER)) {
      assertArrived(haul.get(origin.serve("/a.bin", small)), small);
      Receipt receipt = haul.get(origin.serve("/b.bin", small, only(0, Pace.neverAnswers())));
      assertArrived(receipt, small);
      assertThat(receipt.transfer().retries()).containsEntry("no-answer", 1);
      assertNothingLeft(haul);
    }
  }

  @Test
  void silentBodyIsCutWhateverTheOthersDo() throws Exception {
    try (HaulFixture haul =
        haul(
            "haul.fetch.stall-timeout", "300ms",
            "haul.fetch.connections", "1",
            "haul.fetch.floor-attempts", "0",
            "haul.fetch.read-timeout", NEVER)) {
      Receipt receipt =
          haul.get(origin.serve("/file.bin", CONTENT, Pace.stallAfter(100_000).first(3)));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).containsEntry("stalled", 3);
      assertThat(origin.bytesSent("/file.bin")).isEqualTo(CONTENT.size());
      assertNothingLeft(haul);
    }
  }

  @Test
  void bodyThatOnlyOwesItsEndIsNotWaitedFor() throws Exception {
    Behaviour endless =
        Behaviour.answering(
            (visit, answer) -> {
              answer.holdAt = answer.length;
              answer.holdUntil = new CompletableFuture<>();
            });
    try (HaulFixture haul = haul("haul.fetch.read-timeout", NEVER)) {
      Receipt receipt =
          haul.get(origin.serve("/file.bin", CONTENT, Bodies.chunkedWithoutEnd(), endless));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).isEmpty();
      assertNothingLeft(haul);
    }
  }

  @Test
  void streamThatPausesIsSpared() throws Exception {
    CompletableFuture<Void> pause = new CompletableFuture<>();
    try (HaulFixture haul = haul("haul.fetch.stall-timeout", "200ms")) {
      String url =
          origin.serve("/file.bin", CONTENT, Ranges.ignoreRange(), Pace.holdAt(99_999, pause));
      CompletableFuture<Receipt> receipt = haul.begin(url);
      pause.completeOnTimeout(null, 1500, TimeUnit.MILLISECONDS);
      assertArrived(receipt.get(30, TimeUnit.SECONDS), CONTENT);
      assertThat(receipt.get().transfer().retries()).isEmpty();
      assertThat(receipt.get().transfer().restarts()).isZero();
      assertNothingLeft(haul);
    }
  }

  /** At its own pace the first connection would take more than two minutes for its chunk. */
  @Test
  void restOfACrawlingConnectionIsTakenByOthers() throws Exception {
    Behaviour crawl = Pace.rate(connection -> connection == 0 ? 3_000 : 500_000);
    try (HaulFixture haul = haul("haul.fetch.floor-attempts", "0", "haul.fetch.connections", "4")) {
      Receipt receipt = haul.get(origin.serve("/file.bin", CONTENT, crawl));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().retries()).isEmpty();
      assertThat(origin.bytesSent("/file.bin")).isLessThan(CONTENT.size() * 102 / 100);
      assertNothingLeft(haul);
    }
  }

  @Test
  void noByteIsFetchedTwiceWhenOneConnectionInFourCrawls() throws Exception {
    Content content = Content.of(9, 12_000_000);
    Behaviour crawl = Pace.slowOneIn(4, 20_000);
    try (HaulFixture haul = haul("haul.fetch.floor-grace", "1s", "haul.fetch.connections", "8")) {
      Receipt receipt = haul.get(origin.serve("/file.bin", content, Pace.rate(400_000), crawl));
      assertArrived(receipt, content);
      assertThat(receipt.transfer().bytesFetched())
          .isBetween(content.size(), content.size() * 102 / 100);
      assertThat(origin.bytesSent("/file.bin")).isLessThan(content.size() * 102 / 100);
      assertNothingLeft(haul);
    }
  }

  @Test
  void noByteIsFetchedTwiceWhenEveryConnectionIsCut() throws Exception {
    try (HaulFixture haul = haul()) {
      Receipt receipt =
          haul.get(origin.serve("/file.bin", CONTENT, Cuts.cutAfter(100_000, Answer.Cut.RESET)));
      assertArrived(receipt, CONTENT);
      assertThat(receipt.transfer().bytesFetched()).isEqualTo(CONTENT.size());
      assertThat(receipt.transfer().bytesKept()).isEqualTo(CONTENT.size());
      assertThat(origin.bytesSent("/file.bin")).isEqualTo(CONTENT.size());
      assertNothingLeft(haul);
    }
  }

  @Test
  void headerThatTricklesEndsInTime() throws Exception {
    try (RawServer server = new RawServer((asked, out) -> trickle(out));
        HaulFixture haul =
            haul(
                "haul.failures.give-up-after", "1s",
                "haul.failures.backoff", "50ms",
                "haul.failures.backoff-cap", "200ms",
                "haul.fetch.connect-timeout", "500ms",
                "haul.fetch.read-timeout", "500ms")) {
      Receipt receipt = haul.get(server.url());
      assertFailed(receipt, "gave-up", true);
      assertThat(receipt.transfer().retries()).containsOnlyKeys("stalled");
      assertThat(filesButReceipts(folder.resolve("downloads"))).isEmpty();
      assertNothingLeft(haul);
    }
  }

  private static boolean trickle(OutputStream out) throws IOException {
    out.write(ascii("HTTP/1.1 200 OK\r\nX-Slow: "));
    while (true) {
      out.write('x');
      out.flush();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** An abort has to reach a flight that has no connection yet, whatever the time-out. */
  @Test
  void connectionBeingMadeCanBeCut() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1);
        Socket first = new Socket("127.0.0.1", deaf.getLocalPort());
        Socket second = new Socket("127.0.0.1", deaf.getLocalPort());
        HaulFixture haul = HaulFixture.start(folder, "haul.fetch.connect-timeout", "5m")) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      haul.begin("http://127.0.0.1:" + deaf.getLocalPort() + "/file.bin");
      Flights flights = Aftermath.flights(haul.context());
      await().until(() -> !flights.all().isEmpty());
      Flight connecting = flights.all().iterator().next();
      var pool =
          haul.context()
              .getRegistry()
              .lookupByNameAndType("haulConnections", PoolingHttpClientConnectionManager.class);
      await().until(() -> pool.getTotalStats().getLeased() == 1);
      connecting.abort(new Retryable.GaveWay());
      await().until(() -> !flights.all().contains(connecting));
    }
  }
}
