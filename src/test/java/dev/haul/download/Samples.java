package dev.haul.download;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Downloads, tallies and receipts as tests need them. */
public final class Samples {

  public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  /** When the file that {@link #begin} begins with changed on the server. */
  public static final Instant MODIFIED = Instant.parse("2015-10-21T07:28:00Z");

  private Samples() {}

  /** An owner without a beat for a minute is dead. */
  public static Ownership.Terms terms(FileLocks locks) {
    return new Ownership.Terms(locks, Duration.ofMinutes(1), "here", System::nanoTime);
  }

  public static DownloadRequest request(
      String url, UnaryOperator<DownloadRequest.Builder> details) {
    var origin = new DownloadRequest.Origin(Door.EMBEDDED, null, NOW);
    return details.apply(DownloadRequest.builder(url, origin)).build();
  }

  public static DownloadRequest request(String id) {
    return request("http://h/" + id, builder -> builder.id(id));
  }

  /** Open downloads below {@code root}, with room for a thousand. */
  public static OpenDownloads downloads(Path root) {
    return new OpenDownloads(
        new OpenDownloads.Settings(root, 1000, 1000, Duration.ofMinutes(1)), () -> 0);
  }

  /** The disks of this machine, of which nothing is kept free. */
  public static DiskSpace space() {
    return new DiskSpace(Disk.local(), KeepFree.of(0), download -> 0);
  }

  /** Opens a download that knows its URL. */
  public static Download open(OpenDownloads downloads, DownloadRequest request) {
    CompletableFuture<Download> opened = downloads.open(request).toCompletableFuture();
    try {
      Download download = opened.getNow(null);
      download.location().startAt(HttpUrl.parse(request.url()));
      return download;
    } catch (Permanent e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Opens a download and identifies its remote file, whose part file is on the disk. */
  public static Download begun(OpenDownloads downloads, DownloadRequest request, long size)
      throws Exception {
    Download download = open(downloads, request);
    begin(download, size);
    return download;
  }

  public static void begin(Download download, long size) throws Exception {
    PartFile part =
        PartFile.create(
            download.workFolder().resolve(download.id() + ".part"),
            size,
            download.request().checksums());
    download.identify(
        download.key(),
        RemoteFile.of(
            size, new Validator("\"e\"", "Wed, 21 Oct 2015 07:28:00 GMT"), "text/plain", true),
        part,
        download.folder().resolve("file.txt"));
  }

  /** The attempt at {@code range} brought all of it. */
  public static Tally whole(Download download, ByteRange range) {
    return new Tally(Chunk.of(download.key(), range), range, null, null, null, false);
  }

  /** The attempt at {@code range} brought nothing. */
  public static Tally failed(Download download, ByteRange range, DownloadFailure why) {
    return new Tally(Chunk.of(download.key(), range), null, range, null, why, false);
  }

  public static Receipt receipt(
      String id, Instant at, Receipt.@Nullable PublishedFile file, String url) {
    return new Receipt(
        Receipt.SCHEMA,
        id,
        null,
        file == null ? Receipt.Outcome.FAILED : Receipt.Outcome.PROVEN,
        new Receipt.Asked(Door.EMBEDDED, null, null, at, Map.of()),
        file,
        new Receipt.Proof(Receipt.Grade.LENGTH, List.of()),
        List.of(new Receipt.Source(url, null, null, "\"e\"", 0)),
        new Receipt.Transfer(at, at, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
        List.of(),
        null,
        new Receipt.Producer("1", "here"));
  }
}
