package dev.haul.intake;

import dev.haul.download.Admission;
import dev.haul.download.Backlog;
import dev.haul.download.Checksum;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.FileLocks;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** The folder door in a real context; behind {@code direct:haul} the test answers. */
final class FolderDoor implements AutoCloseable {

  static final int MOST_OPEN = 8;
  static final Receipt.Producer PRODUCER = new Receipt.Producer("1.0.0", "here");

  /** A download the test has yet to answer. */
  record Pending(DownloadRequest request, CompletableFuture<Receipt> answer) {
    void succeed() {
      answer.complete(receipt(request, Receipt.Outcome.PROVEN));
    }

    void fail() {
      answer.complete(receipt(request, Receipt.Outcome.FAILED));
    }
  }

  final Path inbox;
  final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger mostOpen = new AtomicInteger();
  private final DefaultCamelContext context = new DefaultCamelContext();
  private final ExecutorService readers = Executors.newFixedThreadPool(2);
  private final InboxOwner owner;
  private final Object turn = new Object();
  private boolean stopping;

  /** Answers at once, on another thread, when given. */
  private final @Nullable Function<DownloadRequest, Receipt.Outcome> answers;

  private final ExecutorService answering = Executors.newFixedThreadPool(2);

  FolderDoor(Path inbox, @Nullable Function<DownloadRequest, Receipt.Outcome> answers)
      throws Exception {
    this.inbox = inbox;
    this.answers = answers;
    Properties keys = new Properties();
    keys.setProperty("haul.inbox", inbox.toString());
    keys.setProperty("haul.inbox.poll", "20ms");
    context.getPropertiesComponent().setInitialProperties(keys);
    Admission admission = this::awaitTurn;
    owner = new InboxOwner(inbox, Samples.terms(FileLocks.SYSTEM), this::stopDownloads);
    context.getRegistry().bind("haulInboxOwner", owner);
    context
        .getRegistry()
        .bind(
            "haulInbox",
            new Inbox(
                new InboxSettings(inbox, Duration.ofMillis(100), 1000),
                PRODUCER,
                new OrderBook(inbox, new Backlog()),
                InstantSource.system(),
                owner));
    context.getRegistry().bind("haulLists", new Lists(admission, inbox.resolve(".lists")));
    context.getRegistry().bind("haulListReaders", readers);
    context.getRegistry().bind("answer", this);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:haul").bean("answer", "download(${body})");
          }
        });
    for (String route : List.of("failures", "refusals", "intake-list", "intake-folder")) {
      Resource file =
          ResourceHelper.resolveMandatoryResource(context, "file:routes/" + route + ".camel.yaml");
      PluginHelper.getRoutesLoader(context).loadRoutes(file);
    }
    context.getShutdownStrategy().setTimeout(3);
    context.start();
  }

  DefaultCamelContext context() {
    return context;
  }

  public CompletableFuture<Receipt> download(DownloadRequest request) {
    CompletableFuture<Receipt> answer = new CompletableFuture<>();
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    CompletableFuture<Receipt> counted =
        answer.whenComplete(
            (receipt, failure) -> {
              open.decrementAndGet();
              synchronized (turn) {
                turn.notifyAll();
              }
            });
    pending.add(new Pending(request, answer));
    if (answers != null) {
      answering.execute(
          () -> {
            Pending next = pending.remove();
            next.answer().complete(receipt(next.request(), answers.apply(next.request())));
          });
    }
    return counted;
  }

  private void awaitTurn() throws Retryable.Stopping {
    synchronized (turn) {
      while (open.get() >= MOST_OPEN && !stopping) {
        try {
          turn.wait();
        } catch (InterruptedException e) {
          throw new Retryable.Stopping();
        }
      }
      if (stopping) {
        throw new Retryable.Stopping();
      }
    }
  }

  /** What Haul does when it stops. */
  void stopDownloads() {
    synchronized (turn) {
      stopping = true;
      turn.notifyAll();
    }
    Pending next = pending.poll();
    while (next != null) {
      next.answer().completeExceptionally(new Retryable.Stopping());
      next = pending.poll();
    }
  }

  void drop(String name, String content) throws Exception {
    Path unfinished = Files.writeString(inbox.resolve("." + name), content);
    Files.move(unfinished, inbox.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    stopDownloads();
    context.close();
    owner.release();
    readers.shutdownNow();
    answering.shutdownNow();
  }

  static Receipt receipt(DownloadRequest request, Receipt.Outcome outcome) {
    Instant now = Instant.parse("2026-11-22T10:00:00Z");
    String sum = "0".repeat(64);
    boolean success = outcome.isSuccess();
    return new Receipt(
        Receipt.SCHEMA,
        "id",
        null,
        outcome,
        new Receipt.Asked(
            Door.FOLDER,
            request.origin().reference(),
            null,
            request.origin().receivedAt(),
            Map.of("case", "4711")),
        success ? new Receipt.PublishedFile("/d/a", 3, sum, "text/csv", now) : null,
        new Receipt.Proof(
            Receipt.Grade.DIGEST,
            List.of(new Receipt.Check("sha-256", "request", sum, sum, success))),
        List.of(new Receipt.Source(request.url(), null, "192.0.2.7", "\"e\"", 3)),
        new Receipt.Transfer(now, now, 1, 3, 3, 3000, 3000, 1, 1, 0, 0, Map.of("slow", 3)),
        List.of(),
        success
            ? null
            : new Permanent.ChecksumMismatch(Checksum.of("sha-256", sum), "1".repeat(64)).problem(),
        PRODUCER);
  }
}
