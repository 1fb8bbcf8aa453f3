package dev.haul;

import dev.haul.download.DownloadRequest;
import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Receipts as the engine would write them. */
public final class Receipts {

  private Receipts() {}

  public static Receipt proven(DownloadRequest request) {
    return receipt(
        request,
        Receipt.Outcome.PROVEN,
        new Receipt.PublishedFile("/d/pos.csv", 12_345_678, "00", null, null),
        null);
  }

  public static Receipt failed(DownloadRequest request, boolean retryable) {
    Problem problem = new Problem("urn:haul:problem:x", "x", "the server said no", retryable);
    return receipt(request, Receipt.Outcome.FAILED, null, problem);
  }

  private static Receipt receipt(
      DownloadRequest request,
      Receipt.Outcome outcome,
      Receipt.@Nullable PublishedFile file,
      @Nullable Problem error) {
    Instant now = Instant.EPOCH;
    return new Receipt(
        Receipt.SCHEMA,
        "id",
        null,
        outcome,
        new Receipt.Asked(request.origin().door(), null, null, now, Map.of()),
        file,
        new Receipt.Proof(
            Receipt.Grade.DIGEST,
            List.of(new Receipt.Check("sha-256", "request", "00", "00", true))),
        List.of(new Receipt.Source(request.url(), null, null, null, 0)),
        new Receipt.Transfer(now, now, 2500, 1, 1, 4_100_000, 1, 1, 1, 0, 0, Map.of()),
        List.of(),
        error,
        new Receipt.Producer("1", "here"));
  }
}
