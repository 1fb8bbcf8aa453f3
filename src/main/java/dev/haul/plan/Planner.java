package dev.haul.plan;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadKey;
import dev.haul.download.DownloadRequest;
import dev.haul.download.HttpUrl;
import dev.haul.download.IfExists;
import dev.haul.download.PartFile;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Says which chunks to queue: one to begin with, and after each valid answer those that keep the
 * connections busy, lowest offset first.
 *
 * <p>Planning costs no request: the first chunk's answer tells size, name and range support.
 */
public final class Planner {

  /**
   * @param sizing how large chunks are
   * @param connections most connections a download gets unless its request says otherwise
   * @param window most chunks of one download that wait or fly at once
   */
  public record Settings(ChunkSizing sizing, int connections, int window) {}

  private final Settings settings;
  private final Targets targets;
  private final ReceiptStore receipts;
  private final PartFiles parts;

  public Planner(Settings settings, Targets targets, ReceiptStore receipts, PartFiles parts) {
    this.settings = settings;
    this.targets = targets;
    this.receipts = receipts;
    this.parts = parts;
  }

  /**
   * The first chunk of a download that was just opened; none of one that is done already.
   *
   * @throws Permanent when the request cannot work whatever the server says
   */
  public List<Chunk> first(Download download) throws DownloadFailure {
    if (download.receipt().isDone()) {
      return List.of();
    }
    DownloadRequest request = download.request();
    String name = request.name();
    if (name != null && !FileNames.isPlain(name)) {
      throw new Permanent.BadRequest("\"" + name + "\" cannot be a file name");
    }
    download.location().startAt(HttpUrl.parse(request.url()));
    RemoteFile begun = download.remote();
    if (begun != null) {
      return firstMissing(download, begun);
    }
    if (targets.policy(download) == IfExists.REUSE) {
      download.mayReuse(receipts.findPublished(download));
    }
    return firstOf(download.key(), true, download);
  }

  /** Of a download that goes on: the answer also tells whether it is still the same file. */
  private List<Chunk> firstMissing(Download download, RemoteFile begun) {
    long length =
        connections(download) == 1
            ? Long.MAX_VALUE
            : settings.sizing().start(Objects.requireNonNull(begun.size()));
    ByteRange missing = download.takeUnplanned(download.key(), length);
    return List.of(Chunk.of(download.key(), Objects.requireNonNull(missing, "nothing to ask for")));
  }

  /**
   * The first chunk of a new generation; the whole file as one stream if ranges do not work.
   *
   * <p>A download with one connection asks for all the file at once, so that the first answer is
   * the download also where the URL works only once.
   */
  public List<Chunk> firstOf(DownloadKey key, boolean ranged, Download download) {
    download.meter().planned(1);
    if (!ranged) {
      return List.of(Chunk.wholeFile(key));
    }
    ByteRange first =
        connections(download) == 1
            ? ByteRange.startingAt(0)
            : ByteRange.of(0, settings.sizing().first());
    return List.of(Chunk.of(key, first));
  }

  /** How many connections the download may use. */
  public int connections(Download download) {
    return Objects.requireNonNullElse(download.request().connections(), settings.connections());
  }

  /**
   * What to queue now that {@code answer} to {@code asked} has come; often nothing.
   *
   * <p>For every connection one chunk flies and, once it is answered, one more waits, so that its
   * successor is sized by what is known last.
   */
  public List<Chunk> next(Download download, Chunk asked, Answer answer) throws DownloadFailure {
    if (!download.key().equals(asked.download())) {
      throw new Retryable.Superseded();
    }
    if (answer instanceof Answer.Unchanged) {
      download.reuseExisting();
      return List.of();
    }
    if (download.part() == null) {
      begin(download, asked, answer);
    } else if (answer instanceof Answer.Body body) {
      if (download.target() == null) {
        download.name(asked.download(), targets.claim(download, body.fileName()));
      }
      download.learn(body.remote());
    }
    return topUp(download, asked.download());
  }

  private List<Chunk> topUp(Download download, DownloadKey key) {
    RemoteFile remote = download.remote();
    List<Chunk> chunks = new ArrayList<>();
    if (remote == null || remote.size() == null || !remote.ranges()) {
      return chunks;
    }
    int connections = connections(download);
    int room = Math.min(settings.window(), connections + download.meter().bodiesUnderWay());
    int missing = room - download.meter().outstanding();
    for (int i = 0; i < missing; i++) {
      long length =
          settings
              .sizing()
              .next(
                  remote.size(),
                  remote.size() - download.covered().size(),
                  download.meter().bytesPerSecondOfOneConnection(),
                  download.meter().firstByteNanos(),
                  connections);
      long allowed = download.location().largestRange();
      ByteRange range = download.takeUnplanned(key, Math.min(length, allowed));
      if (range == null) {
        break;
      }
      chunks.add(Chunk.of(key, range));
    }
    return chunks;
  }

  /** The first valid answer: the file gets its name and its place on the disk. */
  private void begin(Download download, Chunk asked, Answer answer) throws DownloadFailure {
    RemoteFile remote;
    String suggested;
    long planned;
    if (answer instanceof Answer.Body body) {
      remote = body.remote();
      suggested = body.fileName();
      planned = remote.ranges() ? asked.range().end() : Long.MAX_VALUE;
      String name = targets.name(download, suggested);
      if (body.page() && FileNames.isNoPage(name)) {
        throw new Permanent.PageInsteadOfFile(download.url(), name);
      }
    } else if (answer instanceof Answer.Empty empty) {
      remote = empty.remote();
      suggested = empty.fileName();
      planned = 0;
    } else {
      throw new IllegalArgumentException("not an answer to begin with: " + answer);
    }
    Long expected = download.request().size();
    if (expected != null && remote.size() != null && !expected.equals(remote.size())) {
      throw new Permanent.SizeMismatch(expected, remote.size());
    }
    if (download.waitsForOwner() && download.existing() == null) {
      expectNotDoneByOther(download);
    }
    Path target = targets.claim(download, suggested);
    PartFile part = parts.create(download, remote, target);
    if (!download.identify(asked.download(), remote, part, target)) {
      part.abandon();
      throw new Retryable.Superseded();
    }
    download.plannedUpTo(asked.download(), planned);
  }

  /**
   * Another process may have done it since this one looked: then the server is asked about that.
   */
  private void expectNotDoneByOther(Download download) throws Retryable.AwaitsOwner {
    Receipt theirs =
        targets.policy(download) == IfExists.REUSE ? receipts.findPublished(download) : null;
    if (theirs != null) {
      download.mayReuse(theirs);
      throw new Retryable.AwaitsOwner();
    }
  }
}
