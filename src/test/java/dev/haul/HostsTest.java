package dev.haul;

import static dev.haul.Aftermath.assertArrived;
import static dev.haul.Aftermath.assertNothingLeft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Receipt;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import dev.haul.origin.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host gets as many requests as it bears, and none while it asks for patience. */
@Timeout(60)
class HostsTest {

  private static final Content SMALL = Content.of(7, 100_000);
  private static final Content LARGE = Content.of(8, 12_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  /** It asks for what is refused a few times, not for every chunk. */
  private void learnsTheNumber(Behaviour refusals, String reason) throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Receipt receipt = haul.get(origin.serve("/file.bin", LARGE, refusals, Pace.rate(2_000_000)));
      assertArrived(receipt, LARGE);
      assertThat(receipt.transfer().retries()).containsKey(reason);
      assertThat(receipt.transfer().retries().get(reason)).isLessThan(20);
      assertNothingLeft(haul);
    }
  }

  @Test
  void learnsHowManyConnectionsServerAllowsThatIsBusyAbove() throws Exception {
    learnsTheNumber(Refusals.busyAbove(4, 503, "1"), "busy");
  }

  @Test
  void learnsHowManyConnectionsServerAllowsThatIsBusyAboveWithoutSayingHowLong() throws Exception {
    learnsTheNumber(Refusals.busyAbove(4, 503, ""), "busy");
  }

  @Test
  void learnsHowManyConnectionsServerAllowsThatForbidsMore() throws Exception {
    learnsTheNumber(Refusals.busyAbove(4, 403, ""), "busy");
  }

  @Test
  void learnsHowManyConnectionsServerAllowsThatResetsAbove() throws Exception {
    learnsTheNumber(Refusals.connectionCap(4), "reset");
  }

  @Test
  void downloadsOfOneHostShareWhatItAllows() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, "haul.host.connections", "3")) {
      CompletableFuture<Void> go = new CompletableFuture<>();
      List<CompletableFuture<Receipt>> receipts =
          List.of(
              haul.begin(origin.serve("/a.bin", LARGE, Pace.holdAt(1000, go))),
              haul.begin(origin.serve("/b.bin", LARGE, Pace.holdAt(1000, go))));
      await().until(() -> origin.requests().size() == 3);
      await()
          .during(Duration.ofMillis(500))
          .until(() -> Aftermath.flights(haul.context()).all().size() == 3);
      assertThat(origin.requests()).hasSizeLessThanOrEqualTo(5);
      go.complete(null);
      for (CompletableFuture<Receipt> receipt : receipts) {
        assertArrived(receipt.get(30, TimeUnit.SECONDS), LARGE);
      }
      assertNothingLeft(haul);
    }
  }

  @Test
  void nobodyAsksHostThatAskedForPatience() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      String first = origin.serve("/first.bin", SMALL, Refusals.busyFor(1, 429, "2"));
      CompletableFuture<Receipt> waiting = haul.begin(first);
      await().until(() -> Aftermath.queue(haul.context()).heldBack() == 1);
      assertArrived(haul.get(origin.serve("/second.bin", SMALL)), SMALL);
      assertArrived(waiting.get(20, TimeUnit.SECONDS), SMALL);
      Request refused = origin.requests("/first.bin").get(0);
      assertThat(origin.requests())
          .filteredOn(request -> request != refused)
          .allSatisfy(
              request ->
                  assertThat(request.time()).isAfterOrEqualTo(refused.time().plusMillis(1990)));
    }
  }

  /** With only one download at a time, the one that waits must not count. */
  @Test
  void otherHostsGoOnWhileOneIsHeldBack() throws Exception {
    try (Origin other = Origin.start();
        HaulFixture haul = HaulFixture.start(folder, "haul.downloads.active", "1")) {
      haul.begin(origin.serve("/a.bin", SMALL, Refusals.busy(429, "1000")));
      await().until(() -> Aftermath.queue(haul.context()).heldBack() == 1);
      haul.begin(origin.serve("/b.bin", SMALL));
      await().until(() -> Aftermath.queue(haul.context()).heldBack() == 2);
      assertArrived(haul.get(other.serve("/c.bin", SMALL)), SMALL);
      assertThat(origin.requests()).hasSize(1);
    }
  }

  @Test
  void oneBusyAnswerAmongGoodOnesHoldsNobodyBack() throws Exception {
    Behaviour once =
        Behaviour.answering(
            (visit, answer) -> {
              if (visit.number == 3) {
                answer.refuse(503).headers.set("Retry-After", "3000");
              }
            });
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Receipt receipt = haul.get(origin.serve("/file.bin", LARGE, once, Pace.rate(2_000_000)));
      assertArrived(receipt, LARGE);
      assertThat(receipt.transfer().retries()).containsEntry("busy", 1);
      assertNothingLeft(haul);
    }
  }

  @Test
  void nobodyWaitsLongerThanAllowed() throws Exception {
    Behaviour once = Refusals.busyFor(1, 429, "315360000");
    try (HaulFixture haul = HaulFixture.start(folder, "haul.host.longest-wait", "100ms")) {
      assertArrived(haul.get(origin.serve("/file.bin", SMALL, once)), SMALL);
      assertNothingLeft(haul);
    }
  }

  /** Who waits for a name has no connection, so it must not hold what others need to end. */
  @Test
  void downloadsThatWaitForNameHoldNoPlace() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    try (HaulFixture haul = HaulFixture.start(folder, "haul.host.connections", "2")) {
      CompletableFuture<Receipt> owner =
          haul.begin(origin.serve("/0/same.bin", LARGE, Pace.holdAt(1000, go)));
      await().until(() -> origin.requests().size() == 2);
      List<CompletableFuture<Receipt>> others = new ArrayList<>();
      for (int i = 1; i < 5; i++) {
        others.add(haul.begin(origin.serve("/" + i + "/same.bin", SMALL)));
      }
      await().until(() -> Aftermath.queue(haul.context()).size() > 4);
      go.complete(null);
      assertArrived(owner.get(20, TimeUnit.SECONDS), LARGE);
      for (CompletableFuture<Receipt> other : others) {
        assertArrived(other.get(20, TimeUnit.SECONDS), SMALL);
      }
      assertNothingLeft(haul);
    }
  }
}
