package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.Seeds;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadKey;
import dev.haul.download.Hold;
import dev.haul.download.OpenDownloads;
import dev.haul.download.RangeSet;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChunkQueueTest {

  private static final long LATER = TimeUnit.HOURS.toNanos(1);

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final OpenDownloads downloads;
  private final Flights flights;
  private final ChunkQueue queue;

  ChunkQueueTest(@TempDir Path folder) {
    downloads = Samples.downloads(folder);
    flights = new Flights(downloads, Limits.hosts());
    queue = new ChunkQueue(downloads, flights, new ConnectionDemand(Long.MAX_VALUE, any -> 4));
  }

  @AfterEach
  void close() {
    queue.close();
    camel.stop();
  }

  private Download open(String id, int priority) {
    return Samples.open(
        downloads, Samples.request("http://h/" + id, b -> b.id(id).priority(priority)));
  }

  private void add(Download download, long first) {
    add(Chunk.of(download.key(), ByteRange.of(first, 10)));
  }

  private void add(Chunk chunk) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(chunk);
    assertThat(queue.offer(exchange)).isTrue();
  }

  private static Chunk chunk(@Nullable Exchange exchange) {
    assertThat(exchange).isNotNull();
    Chunk chunk = exchange.getProperty(ChunkQueue.CHUNK, Chunk.class);
    assertThat(exchange.getMessage().getBody()).isSameAs(chunk);
    return chunk;
  }

  private List<String> order(int count) {
    List<String> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Chunk chunk = chunk(queue.poll());
      order.add(chunk.download().id() + chunk.range().first());
    }
    assertThat(queue.poll()).isNull();
    return order;
  }

  private void landed(Exchange exchange) {
    Flight flight = takeOff(exchange);
    flights.land(flight, new Retryable.GaveWay());
    complete(exchange);
  }

  private Flight takeOff(Exchange exchange) {
    try {
      Flight flight = flights.takeOff(chunk(exchange));
      exchange.setProperty(ChunkQueue.FLIGHT, flight);
      return flight;
    } catch (Retryable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void complete(Exchange exchange) {
    var completions = exchange.getExchangeExtension().handoverCompletions();
    completions.forEach(completion -> completion.onComplete(exchange));
  }

  @Test
  void lowestOffsetGoesFirst() {
    Download download = open("a", 5);
    add(download, 20);
    add(download, 0);
    add(download, 10);
    assertThat(order(3)).containsExactly("a0", "a10", "a20");
  }

  @Test
  void downloadsTakeTurns() {
    Download a = open("a", 5);
    Download b = open("b", 5);
    for (int i = 0; i < 3; i++) {
      add(a, i);
      add(b, i);
    }
    assertThat(order(6)).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
  }

  @Test
  void whoHasFewestConnectionsGoesFirst() {
    Download a = open("a", 5);
    add(a, 0);
    add(a, 1);
    add(a, 2);
    queue.poll();
    queue.poll();
    Download b = open("b", 5);
    add(b, 0);
    add(b, 1);
    assertThat(order(3)).containsExactly("b0", "b1", "a2");
  }

  @Test
  void priorityGoesBeforeFairness() {
    Download late = open("late", 9);
    Download early = open("early", 0);
    add(late, 0);
    add(early, 0);
    add(early, 1);
    assertThat(order(3)).containsExactly("early0", "early1", "late0");
  }

  @Test
  void downloadGetsNoMoreThanItsConnections() {
    Download download = open("a", 5);
    for (int i = 0; i < 5; i++) {
      add(download, i);
    }
    List<Exchange> out = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      out.add(queue.poll());
    }
    assertThat(queue.poll()).isNull();
    landed(out.get(0));
    assertThat(chunk(queue.poll()).range().first()).isEqualTo(4);
  }

  @Test
  void fullHostDelaysOnlyItsOwnChunks() {
    Download waiting = open("waiting", 0);
    Host host = flights.hosts().of(waiting.url());
    for (int i = 0; i < 32; i++) {
      host.take();
    }
    Download other =
        Samples.open(downloads, Samples.request("http://other/x", b -> b.id("other").priority(9)));
    add(waiting, 0);
    add(other, 0);
    assertThat(order(1)).containsExactly("other0");
    assertThat(queue.heldBack()).isZero();
    host.free();
    assertThat(order(1)).containsExactly("waiting0");
  }

  @Test
  void heldHostDelaysOnlyItsOwnChunks() {
    Download waiting = open("waiting", 0);
    Host host = flights.hosts().of(waiting.url());
    host.busy(new Retryable.ServerBusy("busy", Duration.ofHours(1)), 0, true, Duration.ofHours(1));
    Download other =
        Samples.open(downloads, Samples.request("http://other/x", b -> b.id("other").priority(9)));
    add(waiting, 0);
    add(other, 0);
    assertThat(order(1)).containsExactly("other0");
    assertThat(queue.heldBack()).isEqualTo(1);
    assertThat(queue.starvesSince(System.nanoTime())).isEmpty();
  }

  @Test
  void nothingGoesBeforeItsTime() throws Exception {
    Download download = open("a", 5);
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
    add(new Chunk(download.key(), ByteRange.of(0, 10), true, 0, 0, due));
    assertThat(queue.poll()).isNull();
    assertThat(queue.heldBack()).isEqualTo(1);
    chunk(queue.poll(5, TimeUnit.SECONDS));
    assertThat(System.nanoTime() - due).isNotNegative();
    assertThat(queue.heldBack()).isZero();
  }

  @Test
  void chunkThatEndsWithoutTallyComesBack() {
    Download download = open("a", 5);
    add(download, 0);
    Exchange lost = queue.poll();
    takeOff(lost);
    complete(lost);
    assertThat(flights.all()).isEmpty();
    Awaitility.await().until(() -> queue.poll(), exchange -> exchange != null);
  }

  @Test
  void chunkWhoseRestCouldNotBeQueuedComesBack() {
    Download download = open("a", 5);
    add(download, 0);
    Exchange broken = queue.poll();
    flights.land(takeOff(broken), new Retryable.GaveWay());
    broken.setException(new IllegalStateException("after the tally"));
    complete(broken);
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void chunkWithItsTallyDoesNotComeBack() {
    Download download = open("a", 5);
    add(download, 0);
    landed(queue.poll());
    assertThat(queue.size()).isZero();
  }

  @Test
  void chunksOfClosedDownloadsAreDropped() throws Exception {
    Download download = open("a", 5);
    DownloadKey old = download.key();
    downloads.restart(old);
    add(Chunk.of(old, ByteRange.of(0, 10)));
    assertThat(queue.size()).isZero();
    downloads.close(download, Samples.receipt("a", Samples.NOW, null, "http://h/a"));
    add(download, 0);
    assertThat(queue.size()).isZero();
  }

  @Test
  void closedQueueHandsOutNothing() throws Exception {
    Download download = open("a", 5);
    add(download, 0);
    queue.close();
    assertThat(queue.poll()).isNull();
    assertThat(queue.poll(1, TimeUnit.HOURS)).isNull();
    add(download, 0);
    assertThat(queue.size()).isZero();
  }

  @Test
  void closingFreesWhoeverWaits() throws Exception {
    Thread waiting = new Thread(this::pollForLong);
    waiting.start();
    Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    queue.close();
    waiting.join();
  }

  private void pollForLong() {
    try {
      queue.poll(1, TimeUnit.HOURS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void downloadStarvesThatCouldRunAndHasNoConnection() {
    Download download = open("a", 5);
    add(download, 0);
    assertThat(queue.starvesSince(System.nanoTime())).isNotEmpty();
    assertThat(queue.starvesSince(System.nanoTime() - LATER)).isEmpty();
    queue.poll();
    add(download, 10);
    assertThat(queue.starvesSince(System.nanoTime())).isEmpty();
  }

  @Test
  void tellsWhatEachWaitingChunkWaitsFor() throws Exception {
    Download busy = open("busy", 5);
    for (int i = 0; i < 6; i++) {
      add(busy, i * 10L);
    }
    assertThat(queue.depth()).containsEntry(Waiting.READY, 6);
    for (int i = 0; i < 4; i++) {
      chunk(queue.poll(1, TimeUnit.MILLISECONDS));
    }
    assertThat(queue.depth()).containsEntry(Waiting.ENOUGH, 2);
    Download later = open("later", 5);
    add(new Chunk(later.key(), ByteRange.of(0, 10), true, 0, 0, System.nanoTime() + LATER));
    Download held = open("held", 5);
    add(held, 0);
    held.hold(new Hold(Hold.Kind.PAUSED, "paused", null));
    assertThat(queue.depth())
        .containsEntry(Waiting.ENOUGH, 2)
        .containsEntry(Waiting.LATER, 1)
        .containsEntry(Waiting.HELD, 1)
        .containsEntry(Waiting.READY, 0);
  }

  @Test
  void downloadStarvesWhoseTimeCameWhileEveryConsumerWasBusy() {
    Download download = open("a", 5);
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    add(new Chunk(download.key(), ByteRange.of(0, 10), true, 0, 0, due));
    assertThat(queue.starvesSince(System.nanoTime())).isEmpty();
    Awaitility.await().until(() -> !queue.starvesSince(System.nanoTime()).isEmpty());
    assertThat(queue.heldBack()).isZero();
  }

  @Test
  void admitsAnotherDownloadWhenOneCanOnlyWait() {
    AtomicInteger looked = new AtomicInteger();
    var settings = new OpenDownloads.Settings(Path.of("/nowhere"), 1, 2, Duration.ofHours(1));
    ChunkQueue[] holder = new ChunkQueue[1];
    OpenDownloads few =
        new OpenDownloads(
            settings,
            () -> {
              looked.incrementAndGet();
              return holder[0] == null ? 0 : holder[0].heldBack();
            });
    holder[0] =
        new ChunkQueue(
            few, new Flights(few, Limits.hosts()), new ConnectionDemand(Long.MAX_VALUE, any -> 4));
    Download first = Samples.open(few, Samples.request("a"));
    var second = few.open(Samples.request("b")).toCompletableFuture();
    assertThat(second).isNotDone();
    Exchange exchange = new DefaultExchange(camel);
    long due = System.nanoTime() + LATER;
    exchange.getMessage().setBody(new Chunk(first.key(), ByteRange.of(0, 9), true, 0, 0, due));
    holder[0].offer(exchange);
    // In a thread of the gate: whoever waited does not go on in that of the queue.
    assertThat(second).succeedsWithin(Duration.ofSeconds(10));
    assertThat(looked.get()).isPositive();
  }

  @Test
  void noChunkIsLostOrDoubled() throws Exception {
    Random seeds = Seeds.random();
    Map<String, Download> open = new HashMap<>();
    for (int d = 0; d < 5; d++) {
      open.put("d" + d, open("d" + d, seeds.nextInt(10)));
    }
    ConcurrentLinkedQueue<Chunk> done = new ConcurrentLinkedQueue<>();
    AtomicInteger left = new AtomicInteger(500);
    List<Thread> consumers = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Random random = new Random(seeds.nextLong());
      consumers.add(new Thread(() -> consume(random, done, left)));
    }
    consumers.forEach(Thread::start);
    for (int i = 0; i < 500; i++) {
      add(open.get("d" + i % 5), i / 5 * 10L);
    }
    for (Thread consumer : consumers) {
      consumer.join();
    }
    for (Download download : open.values()) {
      RangeSet covered = RangeSet.EMPTY;
      int count = 0;
      for (Chunk chunk : done) {
        if (chunk.download().equals(download.key())) {
          covered = covered.with(chunk.range());
          count++;
        }
      }
      assertThat(count).isEqualTo(100);
      assertThat(covered.covers(1000)).isTrue();
    }
    assertThat(flights.all()).isEmpty();
    assertThat(queue.size()).isZero();
  }

  private void consume(Random random, ConcurrentLinkedQueue<Chunk> done, AtomicInteger left) {
    try {
      while (left.get() > 0) {
        Exchange exchange = queue.poll(1, TimeUnit.MILLISECONDS);
        if (exchange == null) {
          continue;
        }
        Flight flight = takeOff(exchange);
        flights.land(flight, new Retryable.GaveWay());
        if (random.nextInt(3) == 0) {
          long soon = System.nanoTime() + random.nextInt(2_000_000);
          add(flight.chunk().with(flight.chunk().range(), 1, 0, soon));
        } else {
          done.add(flight.chunk());
          left.decrementAndGet();
        }
        complete(exchange);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
