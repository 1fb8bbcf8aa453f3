package dev.haul.download;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a download ended, and why one may believe it: the document {@code haul/receipt/1}.
 *
 * <p>Units: bytes, bytes per second, milliseconds. URLs carry neither user-info nor secrets.
 *
 * @param batch id of the list this download was part of, or null
 * @param file the published file, or null unless the outcome is proven or unchanged
 * @param error why it failed, or null
 */
public record Receipt(
    String schema,
    String id,
    @Nullable String batch,
    Outcome outcome,
    Asked request,
    @Nullable PublishedFile file,
    Proof proof,
    List<Source> sources,
    Transfer transfer,
    List<String> warnings,
    @Nullable Problem error,
    Producer haul) {

  public static final String SCHEMA = "haul/receipt/1";

  /** How it ended. */
  public enum Outcome {
    PROVEN,
    UNCHANGED,
    FAILED,
    CANCELLED;

    /** Whether the requester has the file now. */
    public boolean isSuccess() {
      return this == PROVEN || this == UNCHANGED;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Who asked, and by which door. */
  public record Asked(
      Door door,
      @Nullable String reference,
      @Nullable String requestedBy,
      Instant receivedAt,
      Map<String, String> labels) {}

  /** The file under its final name. */
  public record PublishedFile(
      String path,
      long size,
      String sha256,
      @Nullable String mediaType,
      @Nullable Instant lastModified) {}

  /** What shows that the file is whole; a grade and the checks behind it. */
  public record Proof(Grade grade, List<Check> checks) {}

  /** From strongest to weakest. */
  public enum Grade {
    DIGEST,
    PIECES,
    LENGTH,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One comparison of an expected digest with the file's. */
  public record Check(
      String algorithm, String source, String expected, String actual, boolean matched) {}

  /** One place bytes came from. */
  public record Source(
      String url,
      @Nullable String finalUrl,
      @Nullable String address,
      @Nullable String etag,
      long bytes) {}

  /** What the transfer took. */
  public record Transfer(
      Instant startedAt,
      Instant finishedAt,
      long durationMillis,
      long bytesFetched,
      long bytesKept,
      long meanBytesPerSecond,
      long peakBytesPerSecond,
      int chunks,
      int maxConnections,
      int resumes,
      int restarts,
      Map<String, Integer> retries) {}

  /** The program and machine that wrote the receipt. */
  public record Producer(String version, String node) {}
}
