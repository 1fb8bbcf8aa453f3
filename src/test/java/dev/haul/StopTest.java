package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.haul.download.Order;
import dev.haul.download.Receipt;
import dev.haul.download.Retryable;
import dev.haul.fetch.ChunkQueue;
import dev.haul.fetch.Holds;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import dev.haul.origin.Pace;
import dev.haul.origin.Refusals;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stopping takes less than three seconds, whatever is going on, and loses nothing. */
@Timeout(60)
class StopTest {

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final Content CONTENT = Content.of(7, 5_000_000);

  @TempDir private Path folder;
  private final Origin origin = Origin.start();

  @AfterEach
  void closeOrigin() {
    origin.close();
  }

  /** Stops in time; then every source has its job back and no thread is left. */
  private void stopsInTime(CamelContext context, List<? extends CompletableFuture<?>> sources)
      throws Exception {
    var pool =
        context
            .getRegistry()
            .lookupByNameAndType("haulConnections", PoolingHttpClientConnectionManager.class);
    long begin = System.nanoTime();
    context.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
    for (CompletableFuture<?> source : sources) {
      assertThat(source)
          .failsWithin(LIMIT)
          .withThrowableOfType(ExecutionException.class)
          .withRootCauseInstanceOf(Retryable.Stopping.class);
    }
    await().atMost(LIMIT).untilAsserted(() -> assertThat(threadsOf(context)).isEmpty());
    assertThat(pool.getTotalStats().getLeased()).isZero();
    assertThat(pool.getTotalStats().getAvailable()).isZero();
  }

  private static List<String> threadsOf(CamelContext context) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("(" + context.getName() + ")"))
        .toList();
  }

  private void stopsWhile(HaulFixture haul, Behaviour behaviour, int connections) throws Exception {
    CompletableFuture<Receipt> receipt = haul.begin(origin.serve("/file.bin", CONTENT, behaviour));
    await().until(() -> origin.openConnections("/file.bin") == connections);
    stopsInTime(haul.context(), List.of(receipt));
    await().atMost(LIMIT).until(() -> origin.openConnections("/file.bin") == 0);
  }

  @Test
  void whileNothingHappens() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      stopsInTime(haul.context(), List.of());
    }
  }

  @Test
  void whileServerNeverAnswers() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      stopsWhile(haul, Pace.neverAnswers(), 1);
    }
  }

  @Test
  void whileBodiesStall() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      stopsWhile(haul, Pace.stallAfter(100_000), 10);
      try (var parts = Files.list(folder.resolve("downloads/.haul"))) {
        assertThat(parts.map(Path::toString)).anyMatch(name -> name.endsWith(".part"));
      }
      assertThat(folder.resolve("downloads/file.bin")).doesNotExist();
    }
  }

  @Test
  void whileStreamStalls() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt =
          haul.begin(
              origin.serve(
                  "/file.bin",
                  CONTENT,
                  dev.haul.origin.Ranges.ignoreRange(),
                  Pace.stallAfter(100_000)));
      await().until(() -> origin.bytesSent("/file.bin") == 100_000);
      stopsInTime(haul.context(), List.of(receipt));
    }
  }

  @Test
  void whileChunksAreHeldBack() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/file.bin", CONTENT, Refusals.busy(503, "1000")));
      await().until(() -> Aftermath.queue(haul.context()).heldBack() == 1);
      stopsInTime(haul.context(), List.of(receipt));
    }
  }

  @Test
  void whileConnectionsAreMade() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1);
        Socket first = new Socket("127.0.0.1", deaf.getLocalPort());
        Socket second = new Socket("127.0.0.1", deaf.getLocalPort());
        HaulFixture haul = HaulFixture.start(folder)) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      List<CompletableFuture<Receipt>> receipts =
          List.of(
              haul.begin("http://127.0.0.1:" + deaf.getLocalPort() + "/file.bin"),
              haul.begin("http://nobody.invalid/"));
      await().until(() -> Aftermath.downloads(haul.context()).all().size() == 2);
      stopsInTime(haul.context(), receipts);
    }
  }

  @Test
  void whileThousandsOfChunksWaitAndRequestsAreNotAdmitted() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder, "haul.downloads.active", "900")) {
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        receipts.add(haul.begin(origin.serve("/" + i + ".bin", CONTENT, Pace.stallAfter(100_000))));
      }
      ChunkQueue queue = Aftermath.queue(haul.context());
      await().until(() -> queue.size() > 800);
      stopsInTime(haul.context(), receipts);
      assertThat(queue.size()).isZero();
    }
  }

  @Test
  void whileDownloadsWaitForName() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (HaulFixture haul = HaulFixture.start(folder)) {
      List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        receipts.add(
            haul.begin(origin.serve("/" + i + "/file.bin", CONTENT, Pace.stallAfter(100_000))));
      }
      await()
          .until(
              () ->
                  origin.requests().size() >= 29
                      && Aftermath.flights(haul.context()).all().size() == 10);
      stopsInTime(haul.context(), receipts);
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("shutdown").doesNotContain("ERROR");
  }

  @Test
  void whileMuchIsNotSynced() throws Exception {
    Content large = Content.of(7, 150_000_000);
    String[] never = {"haul.journal.every", "1h", "haul.journal.bytes", "1TB"};
    try (HaulFixture haul = HaulFixture.start(folder, never)) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/large.bin", large, Pace.stallAfter(3_000_000)));
      await().until(() -> haul.bundle().progress().stream().anyMatch(p -> p.bytes() > 60_000_000));
      stopsInTime(haul.context(), List.of(receipt));
      assertThat(haul.bundle().kept().bytes()).isGreaterThan(60_000_000);
    }
    try (var files = Files.list(folder.resolve("downloads/.haul"))) {
      assertThat(files.map(Path::toString)).anyMatch(name -> name.endsWith(".journal"));
    }
  }

  @Test
  void whileListIsInWork() throws Exception {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      list.append(origin.serve("/" + i + ".bin", CONTENT, Pace.neverAnswers())).append('\n');
    }
    Files.createDirectories(folder.resolve("inbox"));
    Path dropped = Files.writeString(folder.resolve("inbox/list.txt"), list);
    try (HaulFixture haul =
        HaulFixture.start(folder, List.of("intake-folder"), "haul.inbox.settle", "0s")) {
      await().until(() -> origin.requests().size() == 32);
      stopsInTime(haul.context(), List.of());
      assertThat(dropped).exists();
      assertThat(folder.resolve("inbox/failed"))
          .satisfiesAnyOf(
              failed -> assertThat(failed).doesNotExist(),
              failed -> assertThat(failed).isEmptyDirectory());
    }
  }

  @Test
  void whileHostedInContextOfSomebodyElse() throws Exception {
    CamelContext host = new DefaultCamelContext();
    host.getShutdownStrategy().setTimeout(77);
    HaulBundle.install(
        host, Configuration.of(Map.of("haul.downloads", folder.toString())), List.of());
    host.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:theirs").routeId("theirs").to("direct:haul").to("mock:done");
            from("timer:theirs?period=50").routeId("tick").to("mock:tick");
          }
        });
    host.start();
    try (var producer = host.createProducerTemplate()) {
      CompletableFuture<Object> receipt =
          producer.asyncRequestBody(
              "direct:theirs", origin.serve("/file.bin", CONTENT, Pace.stallAfter(100_000)));
      await().until(() -> origin.openConnections("/file.bin") == 10);
      assertThat(host.getShutdownStrategy().getTimeout()).isEqualTo(77);
      assertThat(host.getShutdownStrategy().getTimeUnit()).isEqualTo(TimeUnit.SECONDS);
      stopsInTime(host, List.of(receipt));
      assertThat(host.getShutdownStrategy().getTimeout()).isEqualTo(77);
    }
  }

  @Test
  void whileAnotherContextOfTheSameJvmGoesOn() throws Exception {
    String url = origin.serve("/file.bin", CONTENT, Pace.stallAfter(100_000));
    try (HaulFixture one = HaulFixture.start(folder.resolve("one"));
        HaulFixture two = HaulFixture.start(folder.resolve("two"))) {
      CompletableFuture<Receipt> first = one.begin(url);
      CompletableFuture<Receipt> second = two.begin(url);
      await().until(() -> origin.openConnections("/file.bin") == 20);
      stopsInTime(one.context(), List.of(first));
      assertThat(second).isNotDone();
      assertThat(Aftermath.flights(two.context()).all()).hasSize(10);
      stopsInTime(two.context(), List.of(second));
    }
  }

  @Test
  void whileDownloadIsPaused() throws Exception {
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt =
          haul.begin(origin.serve("/file.bin", CONTENT, Pace.stallAfter(100_000)));
      await().until(() -> origin.openConnections("/file.bin") == 10);
      Holds holds = haul.context().getRegistry().lookupByNameAndType("haulHolds", Holds.class);
      holds.hold(Aftermath.downloads(haul.context()).all().get(0), Order.PAUSE);
      await().until(() -> origin.openConnections("/file.bin") == 0);
      stopsInTime(haul.context(), List.of(receipt));
      assertKept(folder.resolve("downloads"));
    }
  }

  @Test
  void whileDownloadsWaitForTheDisk() throws Exception {
    Path root = folder.resolve("disk");
    try (Tmpfs disk = Tmpfs.mount(root, "size=20m")) {
      Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
      Path downloads = Files.createDirectories(root.resolve("downloads"));
      Files.createDirectories(downloads.resolve("copied"));
      Files.createSymbolicLink(downloads.resolve("copied/.haul"), elsewhere);
      disk.fill(3_000_000);
      try (HaulFixture haul = HaulFixture.start(root)) {
        String url = origin.serve("/file.bin", CONTENT);
        List<CompletableFuture<Receipt>> receipts =
            List.of(
                haul.begin(url),
                haul.begin("{\"url\":\"" + url + "\",\"dir\":\"copied\",\"name\":\"b\"}"));
        await().until(() -> Aftermath.downloads(haul.context()).held().size() == 2);
        stopsInTime(haul.context(), receipts);
        assertThat(Aftermath.filesButReceipts(downloads)).isEmpty();
        assertThat(Aftermath.filesButReceipts(elsewhere)).anyMatch(name -> name.endsWith(".part"));
      }
    }
  }

  @Test
  void whileAnotherOwnerWorksOnTheDownload() throws Exception {
    String[] keys = {"haul.owner.locks", "off", "haul.downloads.in-use", "wait"};
    String url = origin.serve("/file.bin", CONTENT, Pace.stallAfter(100_000));
    try (HaulFixture owner = HaulFixture.start(folder, keys);
        HaulFixture haul = HaulFixture.start(folder, keys)) {
      owner.begin(url);
      await().until(() -> origin.openConnections("/file.bin") == 10);
      CompletableFuture<Receipt> receipt = haul.begin(url);
      await().until(() -> Aftermath.downloads(haul.context()).held().size() == 1);
      stopsInTime(haul.context(), List.of(receipt));
      assertKept(folder.resolve("downloads"));
      assertThat(Aftermath.flights(owner.context()).all()).hasSize(10);
    }
  }

  private static void assertKept(Path downloads) {
    assertThat(Aftermath.filesButReceipts(downloads))
        .anyMatch(name -> name.endsWith(".part"))
        .allMatch(name -> name.startsWith(".haul/"));
  }

  @Test
  void goesOnAfterNextStart() throws Exception {
    CompletableFuture<Void> go = new CompletableFuture<>();
    String url = origin.serve("/file.bin", CONTENT, Pace.holdAt(100_000, go));
    try (HaulFixture haul = HaulFixture.start(folder)) {
      CompletableFuture<Receipt> receipt = haul.begin(url);
      await().until(() -> origin.openConnections("/file.bin") == 10);
      stopsInTime(haul.context(), List.of(receipt));
    }
    go.complete(null);
    try (HaulFixture haul = HaulFixture.start(folder)) {
      Aftermath.assertArrived(haul.get(url), CONTENT);
      assertThat(Aftermath.filesButReceipts(folder.resolve("downloads")))
          .containsExactly("file.bin");
    }
  }
}
