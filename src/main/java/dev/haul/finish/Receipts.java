package dev.haul.finish;

import dev.haul.download.Door;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadRequest;
import dev.haul.download.HttpDate;
import dev.haul.download.Meter;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Asked;
import dev.haul.download.Receipt.Check;
import dev.haul.download.Receipt.Grade;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.Receipt.Producer;
import dev.haul.download.Receipt.Proof;
import dev.haul.download.Receipt.PublishedFile;
import dev.haul.download.Receipt.Source;
import dev.haul.download.Receipt.Transfer;
import dev.haul.download.RemoteFile;
import dev.haul.download.UrlRedaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down how a download ended. */
public final class Receipts {

  private static final Proof NO_PROOF = new Proof(Grade.NONE, List.of());

  private final Producer producer;
  private final UrlRedaction redaction;

  public Receipts(Producer producer, UrlRedaction redaction) {
    this.producer = producer;
    this.redaction = redaction;
  }

  Receipt proven(Verified verified, Path target) {
    Download download = verified.download();
    RemoteFile remote = Objects.requireNonNull(download.remote());
    PublishedFile file =
        new PublishedFile(
            target.toAbsolutePath().normalize().toString(),
            Objects.requireNonNull(remote.size()),
            verified.sha256(),
            remote.mediaType(),
            instant(remote.validator().lastModified()));
    return receipt(download, Outcome.PROVEN, file, verified.proof(), null);
  }

  /** The file that was there before is the server's current one: its proof still holds. */
  Receipt unchanged(Download download, Receipt existing) {
    PublishedFile file = Objects.requireNonNull(existing.file());
    Receipt fresh =
        receipt(download, Outcome.UNCHANGED, file, proofOf(download, existing.proof()), null);
    return new Receipt(
        fresh.schema(),
        fresh.id(),
        fresh.batch(),
        fresh.outcome(),
        fresh.request(),
        fresh.file(),
        fresh.proof(),
        existing.sources(),
        fresh.transfer(),
        fresh.warnings(),
        null,
        fresh.haul());
  }

  /** The checksums asked for now were compared with the earlier receipt's. */
  private static Proof proofOf(Download download, Proof earlier) {
    List<Check> checks =
        download.request().checksums().stream()
            .map(sum -> new Check(sum.algorithm(), "request", sum.hex(), sum.hex(), true))
            .toList();
    return checks.isEmpty() ? earlier : new Proof(Grade.DIGEST, checks);
  }

  Receipt failed(Download download, DownloadFailure failure) {
    return receipt(download, outcome(failure), null, NO_PROOF, failure.problem());
  }

  private static Outcome outcome(DownloadFailure failure) {
    return failure instanceof Permanent.Cancelled ? Outcome.CANCELLED : Outcome.FAILED;
  }

  /** For what never became a download; {@code request} is null when it could not be read. */
  Receipt refused(@Nullable DownloadRequest request, DownloadFailure failure) {
    Instant now = Instant.now();
    Asked asked =
        request == null ? new Asked(Door.EMBEDDED, null, null, now, Map.of()) : asked(request);
    return new Receipt(
        Receipt.SCHEMA,
        request == null ? "refused-" + UUID.randomUUID() : OpenDownloads.idOf(request),
        null,
        outcome(failure),
        asked,
        null,
        NO_PROOF,
        request == null
            ? List.of()
            : List.of(new Source(redaction.redact(request.url()), null, null, null, 0)),
        new Transfer(now, now, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
        List.of(),
        failure.problem(),
        producer);
  }

  private static Asked asked(DownloadRequest request) {
    return new Asked(
        request.origin().door(),
        request.origin().reference(),
        request.requestedBy(),
        request.origin().receivedAt(),
        request.labels());
  }

  private Receipt receipt(
      Download download,
      Outcome outcome,
      @Nullable PublishedFile file,
      Proof proof,
      @Nullable Problem problem) {
    DownloadRequest request = download.request();
    return new Receipt(
        Receipt.SCHEMA,
        download.id(),
        null,
        outcome,
        asked(request),
        file,
        proof,
        sources(download),
        transfer(download, outcome == Outcome.PROVEN && file != null ? file.size() : 0),
        warnings(download),
        problem,
        producer);
  }

  private List<Source> sources(Download download) {
    RemoteFile remote = download.remote();
    String first = download.request().url();
    String last = download.location().isKnown() ? download.url().toString() : first;
    return List.of(
        new Source(
            redaction.redact(first),
            last.equals(first) ? null : redaction.redact(last),
            download.location().address(),
            remote == null ? null : remote.validator().etag(),
            download.covered().size()));
  }

  private static List<String> warnings(Download download) {
    List<String> warnings = new ArrayList<>(download.request().warnings());
    warnings.addAll(download.warnings());
    int mirrors = download.request().urls().size() - 1;
    if (mirrors > 0) {
      warnings.add("mirrors are not supported yet: " + mirrors + " not used");
    }
    int restarts = download.meter().restarts();
    int changes = download.versions().changes();
    if (restarts > 0) {
      String why = changes == 0 ? "" : "; the file changed on the server " + times(changes);
      warnings.add("began anew " + times(restarts) + why);
    }
    if (download.versions().taken() > 0) {
      warnings.add(
          "servers disagree on the ETag of the same bytes: a sample of each was compared and equal"
              + " ("
              + download.versions().taken()
              + " besides the first)");
    } else if (download.versions().nodesDisagree()) {
      warnings.add("servers disagree on the version of the file: only one of them was used");
    }
    return warnings;
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  private static Transfer transfer(Download download, long kept) {
    Meter meter = download.meter();
    Instant now = Instant.now();
    long millis = Duration.between(download.startedAt(), now).toMillis();
    return new Transfer(
        download.startedAt(),
        now,
        millis,
        meter.bytesFetched(),
        kept,
        kept * 1000 / Math.max(1, millis),
        meter.peakBytesPerSecond(),
        meter.chunks(),
        meter.maxConnections(),
        meter.resumes(),
        meter.restarts(),
        meter.retries());
  }

  private static @Nullable Instant instant(@Nullable String httpDate) {
    return httpDate == null ? null : HttpDate.parse(httpDate, Instant.now());
  }
}
