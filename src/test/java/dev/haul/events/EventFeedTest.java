package dev.haul.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.Samples;
import dev.haul.events.DownloadEvent.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventFeedTest {

  private static final EventTypes ALL = EventTypes.parse("started,progress,completed,failed");

  private static final Receipt.PublishedFile FILE =
      new Receipt.PublishedFile("/f", 9, "00", null, null);

  private final List<String> got = new CopyOnWriteArrayList<>();

  private static DownloadEvent completed(String id) {
    return DownloadEvent.ended(Samples.receipt(id, Instant.EPOCH, FILE, "http://host/f"));
  }

  private static DownloadEvent progress(String id) {
    return DownloadEvent.underWay(
        Kind.PROGRESS, "http://host/f", new Progress(id, "f", 9L, 1, 1, 1, 0, null));
  }

  private EventFeed feed(int most, int attempts, EventFeed.Delivery delivery) {
    return new EventFeed("test", new EventFeed.Settings(ALL, most, attempts, true), delivery);
  }

  @Test
  void eventsArriveInTheirOrder() {
    try (EventFeed feed = feed(100, 1, event -> got.add(event.download()))) {
      for (int i = 0; i < 50; i++) {
        feed.offer(completed("d" + i));
      }
      await().until(() -> got.size() == 50);
      assertThat(got).startsWith("d0", "d1").endsWith("d48", "d49");
      assertThat(feed.lost()).isZero();
    }
  }

  @Test
  void whatIsRefusedComesAgainBeforeTheNext() {
    AtomicInteger calls = new AtomicInteger();
    EventFeed.Delivery twiceRefused =
        event -> {
          if (calls.getAndIncrement() < 2) {
            throw new IOException("no broker");
          }
          got.add(event.download());
        };
    try (EventFeed feed = feed(100, 10, twiceRefused)) {
      feed.offer(completed("a"));
      feed.offer(completed("b"));
      await().until(() -> got.size() == 2);
      assertThat(got).containsExactly("a", "b");
      assertThat(feed.lost()).isZero();
    }
  }

  @Test
  void whatIsRefusedTooOftenIsCountedAndTheNextComes() {
    EventFeed.Delivery refusesA =
        event -> {
          if (event.download().equals("a")) {
            throw new IOException("poison");
          }
          got.add(event.download());
        };
    try (EventFeed feed = feed(100, 2, refusesA)) {
      feed.offer(completed("a"));
      feed.offer(completed("b"));
      await().until(() -> got.contains("b"));
      assertThat(feed.lost()).isEqualTo(1);
    }
  }

  @Test
  void receiverThatHangsHoldsNobodyAndReceiptsGoFirst() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    EventFeed.Delivery hanging =
        event -> {
          hangs.countDown();
          goOn.await();
          got.add(event.kind() + " " + event.download());
        };
    try (EventFeed feed = feed(4, 1, hanging)) {
      feed.offer(progress("first"));
      hangs.await();
      for (int i = 0; i < 5; i++) {
        feed.offer(progress("p" + i));
      }
      for (int i = 0; i < 5; i++) {
        feed.offer(completed("c" + i));
      }
      assertThat(feed.lost()).as("three of five, and three of five").isEqualTo(6);
      goOn.countDown();
      await().until(() -> got.size() == 5);
      assertThat(got)
          .containsExactly(
              "progress first", "progress p0", "progress p1", "completed c0", "completed c1");
    }
  }

  @Test
  void stopDeliversWhatWaits() {
    EventFeed feed = feed(1000, 1, event -> got.add(event.download()));
    for (int i = 0; i < 500; i++) {
      feed.offer(completed("d" + i));
    }
    feed.beginClose();
    feed.end(Duration.ofSeconds(10));
    assertThat(got).hasSize(500);
  }

  @Test
  void stopDoesNotWaitForReceiverThatHangs() {
    CountDownLatch never = new CountDownLatch(1);
    EventFeed feed = feed(1000, 10, event -> never.await());
    feed.offer(completed("a"));
    feed.offer(completed("b"));
    feed.beginClose();
    feed.end(Duration.ofMillis(1));
    await().until(() -> feed.lost() == 2);
  }

  @Test
  void deliveryThatMustNotBeCutGoesOnToItsEnd() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    EventFeed.Settings patient = new EventFeed.Settings(ALL, 10, 1, false);
    EventFeed feed =
        new EventFeed(
            "test",
            patient,
            event -> {
              hangs.countDown();
              goOn.await();
              got.add(event.download());
            });
    feed.offer(completed("a"));
    feed.offer(completed("b"));
    hangs.await();
    feed.close();
    goOn.countDown();
    await().until(() -> got.contains("a"));
    assertThat(feed.lost()).as("b, which waited").isEqualTo(1);
  }

  @Test
  void typesThatNobodyWantsAreNoLoss() {
    EventTypes failed = EventTypes.parse(" failed ");
    try (EventFeed feed =
        new EventFeed(
            "test",
            new EventFeed.Settings(failed, 10, 1, true),
            event -> got.add(event.download()))) {
      feed.offer(completed("a"));
      feed.offer(progress("a"));
      assertThat(feed.lost()).isZero();
    }
    assertThat(got).isEmpty();
  }
}
