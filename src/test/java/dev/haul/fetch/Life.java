package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.Backoff;
import dev.haul.download.ByteRange;
import dev.haul.download.Checksum;
import dev.haul.download.Chunk;
import dev.haul.download.Coverage;
import dev.haul.download.Disk;
import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadsRoot;
import dev.haul.download.IfExists;
import dev.haul.download.KeepFree;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Samples;
import dev.haul.download.Tally;
import dev.haul.download.UrlRedaction;
import dev.haul.download.Validator;
import dev.haul.finish.IntegrityCheck;
import dev.haul.finish.Publisher;
import dev.haul.finish.Receipts;
import dev.haul.plan.ChunkSizing;
import dev.haul.plan.FileNames;
import dev.haul.plan.PartFiles;
import dev.haul.plan.Planner;
import dev.haul.plan.Restart;
import dev.haul.plan.Resume;
import dev.haul.plan.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One run of Haul with one download, without sockets and routes: the real parts on any file system,
 * called in the order of the routes, several flights aloft at once, all by one thread and one seed.
 */
public final class Life {

  /**
   * @param checksum that the request asks for, or null
   * @param keepTime whether the file gets the server's time
   */
  public record Setting(
      Path folder,
      Resume.Verify verify,
      IfExists policy,
      @Nullable Checksum checksum,
      boolean keepTime) {}

  /** What the server has. */
  public record Served(byte[] bytes, String etag, boolean ranges) {}

  /** Somebody ended this run in the middle. */
  public static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("ended");
    }
  }

  private static final String URL = "http://h/file.bin";
  private static final UrlRedaction REDACTION = new UrlRedaction(List.of());
  private static final String LAST_MODIFIED = "Wed, 21 Oct 2015 07:28:00 GMT";
  private static final long CHUNK = 2000;
  private static final int PIECE = 700;
  private static final int DEEPEST = 3;

  private final Setting setting;
  private final Served served;
  private final Random random;
  private final boolean mayEnd;

  private final OpenDownloads downloads;
  private final Flights flights;
  private final Planner planner;
  private final Restart restart;
  private final Resume resume;
  private final Checkpoint checkpoint;
  private final PartWriter writer;
  private final IntegrityCheck integrity;
  private final Publisher publisher;

  private final List<Chunk> queue = new ArrayList<>();
  private @Nullable Coverage last;
  private int depth;

  /**
   * @param mayEnd whether it may be stopped or killed in the middle
   */
  public Life(Setting setting, Served served, Random random, boolean mayEnd) {
    this.setting = setting;
    this.served = served;
    this.random = random;
    this.mayEnd = mayEnd;
    downloads = Samples.downloads(setting.folder());
    flights = new Flights(downloads, Limits.hosts());
    Targets targets = new Targets(downloads, setting.policy());
    ReceiptStore store = store();
    ChunkSizing sizing =
        new ChunkSizing(CHUNK, CHUNK, CHUNK, CHUNK, false, Duration.ofSeconds(1), CHUNK);
    DiskSpace space = new DiskSpace(new Roomy(), KeepFree.of(0), flights::bytesInFlight);
    DownloadsRoot root = new DownloadsRoot(new Roomy(), setting.folder());
    PartFiles files = new PartFiles(space, root, REDACTION);
    planner = new Planner(new Planner.Settings(sizing, 4, 8), targets, store, files);
    restart = new Restart(downloads, planner, new Backoff(Duration.ZERO, Duration.ZERO), () -> 0.0);
    resume = new Resume(setting.verify(), targets, store, space);
    checkpoint =
        new Checkpoint(new Checkpoint.Settings(Duration.ZERO, 1), downloads, flights, space);
    writer = new PartWriter(flights, space);
    integrity = new IntegrityCheck(downloads);
    publisher =
        new Publisher(
            downloads,
            store,
            new Receipts(new Receipt.Producer("1", "here"), REDACTION),
            new Publisher.Naming(targets::policy, FileNames::numbered, setting.keepTime()));
  }

  private static ReceiptStore store() {
    return new ReceiptStore(Path.of(".haul/receipts"), REDACTION);
  }

  private static DownloadRequest request(@Nullable Checksum checksum) {
    return Samples.request(URL, b -> checksum == null ? b : b.checksum(checksum));
  }

  /** The receipt that a new request for the same file would go by, or null. */
  public static @Nullable Receipt earlier(Path folder) {
    return store().findPublished(Samples.open(Samples.downloads(folder), request(null)));
  }

  /** The download as it is when it is opened. */
  public Download opened() {
    return Samples.open(Samples.downloads(setting.folder()), request(setting.checksum()));
  }

  /** Downloads to the end. */
  public Receipt get() throws Exception {
    try {
      Download download = Samples.open(downloads, request(setting.checksum()));
      goOn(download);
      queue.addAll(planner.first(download));
      Receipt receipt = null;
      while (receipt == null) {
        while (last == null || !last.settled()) {
          fly(download);
        }
        Objects.requireNonNull(downloads.settle(last), "settled twice");
        last = null;
        receipt = finish(download);
      }
      publisher.close(download, receipt);
      return receipt;
    } finally {
      resume.stop();
    }
  }

  /** Ends in good order what was ended in the middle. */
  public void stop() {
    checkpoint.last(Duration.ofMinutes(1));
    downloads.stop();
  }

  private void goOn(Download download) throws Exception {
    try {
      resume.resume(download).toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private void fly(Download download) throws IOException {
    Chunk chunk = queue.remove(random.nextInt(queue.size()));
    if (downloads.find(chunk.download()) == null) {
      return;
    }
    Flight flight = flights.takeOff(chunk);
    try {
      Answer answer = answer(download, chunk);
      flight.answered(answer, !chunk.ranged());
      queue.addAll(planner.next(download, chunk, answer));
      ByteRange window = answer instanceof Answer.Body body ? body.window() : ByteRange.of(0, 1);
      tally(writer.write(flight, new Body(download, window)));
    } catch (Retryable.RemoteChanged | Retryable.RangesUnusable | Retryable.StreamCut e) {
      Tally tally = flights.land(flight, e);
      tally(tally);
      queue.addAll(restart.again(tally));
    } catch (Retryable.Superseded e) {
      flights.drop(flight);
    } catch (IOException e) {
      Tally tally = flights.land(flight, e);
      tally(tally);
      if (tally.rest() != null) {
        queue.add(chunk.with(tally.rest(), 0, 0, 0));
      }
    }
  }

  private void tally(Tally tally) {
    integrity.follow(tally);
    Coverage coverage = downloads.tally(tally);
    if (downloads.find(coverage.download()) != null) {
      last = coverage;
    }
  }

  private Answer answer(Download download, Chunk chunk) throws Retryable {
    Receipt existing = download.existing();
    if (existing != null && served.etag().equals(existing.sources().get(0).etag())) {
      return new Answer.Unchanged();
    }
    long size = served.bytes().length;
    RemoteFile known = download.remote();
    if (known != null && !served.etag().equals(known.validator().etag())) {
      throw new Retryable.RemoteChanged("one", "another");
    }
    if (chunk.ranged() && !served.ranges()) {
      throw new Retryable.RangesUnusable("no ranges today");
    }
    ByteRange asked = chunk.range();
    long end = asked.isOpen() ? size : Math.min(size, asked.end());
    RemoteFile remote =
        RemoteFile.of(size, new Validator(served.etag(), LAST_MODIFIED), null, chunk.ranged());
    return new Answer.Body(new ByteRange(asked.first(), end - 1), remote, null);
  }

  private @Nullable Receipt finish(Download download) throws IOException {
    if (download.isUnchanged()) {
      return publisher.confirm(download);
    }
    try {
      return publisher.publish(integrity.verify(download));
    } catch (Retryable.WrongBytes e) {
      publisher.quarantine(download);
      queue.addAll(restart.withoutWrongBytes(download));
      return null;
    }
  }

  private void happens(Download download) throws IOException {
    int what = random.nextInt(100);
    if (what < 8) {
      checkpoint.watch();
    } else if (what < 25 && depth < DEEPEST && !queue.isEmpty()) {
      depth++;
      fly(download);
      depth--;
    } else if (what == 99 && mayEnd) {
      throw new Ended();
    }
  }

  /** A disk with room for everything. */
  private static final class Roomy implements Disk {
    @Override
    public long usable(Path folder) {
      return Long.MAX_VALUE;
    }

    @Override
    public long total(Path folder) {
      return Long.MAX_VALUE;
    }

    @Override
    public Object fileSystem(Path folder) {
      return Disk.class;
    }
  }

  /** A body in pieces of any size, that may be cut; much else happens meanwhile. */
  private final class Body extends InputStream {
    private final Download download;
    private final ByteRange window;
    private final long cut;
    private long at;

    Body(Download download, ByteRange window) {
      this.download = download;
      this.window = window;
      this.at = window.first();
      this.cut =
          random.nextInt(10) == 0 ? at + random.nextInt((int) window.length()) : window.end();
    }

    @Override
    public int read() {
      return -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      happens(download);
      if (at == window.end()) {
        return -1;
      }
      if (at == cut) {
        throw new IOException("cut");
      }
      int count = (int) Math.min(Math.min(length, cut - at), 1 + random.nextInt(PIECE));
      System.arraycopy(served.bytes(), (int) at, to, offset, count);
      at += count;
      return count;
    }
  }
}
