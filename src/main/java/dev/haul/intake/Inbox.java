package dev.haul.intake;

import dev.haul.download.Backlog;
import dev.haul.download.Door;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code haul-intake-folder}, in the order of a file's life there. */
public final class Inbox implements GenericFileFilter<File> {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  /** How {@link Submissions} names its files. */
  private static final Pattern OVER_HTTP =
      Pattern.compile("\\.rest\\.(json|txt|url|webloc|desktop)$");

  private final RequestReader reader = new RequestReader();
  private final Refusal refusal;
  private final Duration settle;
  private final Settling settling;
  private final Filing filing;
  private final OrderBook orders;
  private final InstantSource clock;
  private final InboxOwner owner;

  /** Names that were told of once. */
  private final Set<String> unnameable = ConcurrentHashMap.newKeySet();

  public Inbox(
      InboxSettings settings,
      Receipt.Producer producer,
      OrderBook orders,
      InstantSource clock,
      InboxOwner owner) {
    this.owner = owner;
    refusal = new Refusal(producer);
    this.orders = orders;
    settle = settings.settle();
    settling = new Settling(settle, settings.open());
    filing = new Filing(settings.folder());
    this.clock = clock;
  }

  /** Whether the consumer may take {@code file} in this poll. */
  @Override
  public boolean accept(GenericFile<File> file) {
    String name = new File(file.getAbsoluteFilePath()).getName();
    return RequestReader.isInput(name)
        && isNameable(name)
        && settling.offer(
            file.getAbsoluteFilePath(),
            file.getFileLength(),
            settledAt(name, file.getLastModified()),
            clock.instant());
  }

  /** What came over HTTP was whole from the start. */
  private Instant settledAt(String name, long changed) {
    Instant at = Instant.ofEpochMilli(changed);
    return doorOf(name) == Door.REST ? at.minus(settle) : at;
  }

  private boolean isNameable(String name) {
    if (RequestReader.isNameable(name)) {
      return true;
    }
    if (unnameable.add(name)) {
      LOG.warn("{} stays in the inbox: its name has a backslash or is not UTF-8; rename it", name);
    }
    return false;
  }

  /** Number of dropped files that are in work. */
  public int inWork() {
    return settling.inWork();
  }

  /**
   * Number of files in {@code folder} that are for Haul, those in work included.
   *
   * @throws IOException when the folder cannot be read
   */
  public static long files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> RequestReader.isInput(String.valueOf(file.getFileName())))
          .filter(Files::isRegularFile)
          .count();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Counts the file as in work until {@code exchange} ends. */
  public Taken take(Exchange exchange) throws LeftAlone {
    File file = exchange.getMessage().getBody(File.class);
    String key = file.getAbsolutePath();
    settling.began(key, clock.instant());
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange ended) {
                Duration pause = ended.isFailed() ? Settling.PAUSE : Settling.GRACE;
                settling.ended(key, pause, clock.instant());
                if (!ended.isFailed() || !file.exists()) {
                  orders.left(file.getName());
                }
              }
            });
    try {
      return Taken.of(file.toPath());
    } catch (IOException e) {
      throw new LeftAlone(file.getName() + ": gone before it was read");
    }
  }

  public Batch read(Taken file) throws Unreadable, LeftAlone {
    try {
      Batch batch = reader.read(file.path(), doorOf(file.name()), file.dropped());
      orders.took(file.name(), entries(file.name(), batch));
      return batch;
    } catch (NoSuchFileException e) {
      throw new LeftAlone(file.name() + ": gone before it was read");
    }
  }

  /** Which door put a file of that name into the inbox. */
  static Door doorOf(String name) {
    return OVER_HTTP.matcher(name).find() ? Door.REST : Door.FOLDER;
  }

  static List<Backlog.Entry> entries(String file, Batch batch) {
    String list = batch.list() ? batch.id() : null;
    return batch.requests().stream()
        .map(request -> new Backlog.Entry(OpenDownloads.idOf(request), request, list, file))
        .toList();
  }

  /**
   * Writes the receipt, or the batch of them, and what remains; returns where the file goes.
   *
   * @param outcome a {@link Receipt} or a {@link ListResult}
   */
  public String settle(Taken file, Object outcome) throws IOException, LeftAlone {
    expectOwner(file);
    Path place =
        outcome instanceof ListResult list
            ? settleList(file, list)
            : settleOne(file, (Receipt) outcome);
    return untouched(file, place);
  }

  private Path settleOne(Taken file, Receipt receipt) throws IOException {
    return receipt.outcome().isSuccess()
        ? filing.done(file, out -> out.write(ReceiptJson.toJson(receipt) + "\n"))
        : filing.failed(file, out -> out.write(ReceiptJson.toJson(receipt) + "\n"), null);
  }

  private Path settleList(Taken file, ListResult list) throws IOException {
    if (list.outcome().isSuccess()) {
      return filing.done(file, list::writeTo);
    }
    String remaining = ListFormat.write(list.remaining());
    Path place = filing.failed(file, list::writeTo, remaining);
    LOG.warn(
        "{}: {} of {} downloads have no file; they are listed in {}",
        file.name(),
        list.remaining().size(),
        list.size(),
        Filing.remaining(place));
    return place;
  }

  /** Writes a receipt that tells why the file cannot be read; returns where the file goes. */
  public String refuse(Taken file, Unreadable reason) throws IOException, LeftAlone {
    expectOwner(file);
    LOG.warn("{}: {}", file.name(), reason.getMessage());
    String receipt = ReceiptJson.toJson(refusal.receipt(file, reason));
    return untouched(file, filing.failed(file, out -> out.write(receipt + "\n"), null));
  }

  private void expectOwner(Taken file) throws IOException, LeftAlone {
    if (owner.isLost()) {
      throw new LeftAlone(file.name() + ": the inbox is another Haul's now, which takes it again");
    }
  }

  private static String untouched(Taken file, Path place) throws LeftAlone {
    try {
      file.expectUntouched();
      return place.toString(); // a Path would be converted into the content of its file
    } catch (LeftAlone e) {
      LOG.info(e.getMessage());
      throw e;
    }
  }
}
