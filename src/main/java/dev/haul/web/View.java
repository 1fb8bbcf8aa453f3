package dev.haul.web;

import dev.haul.download.Delay;
import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One download as the API and the page show it. Bytes, bytes per second, seconds.
 *
 * @param batch id of its list, or null
 * @param url without secrets
 * @param path of the file under its final name, or null while that is unknown
 * @param waiting why it waits, or null
 */
public record View(
    String id,
    @Nullable String batch,
    State state,
    String name,
    String url,
    @Nullable String path,
    @Nullable Long size,
    long bytes,
    long bytesPerSecond,
    @Nullable Long secondsLeft,
    int connections,
    Map<String, Integer> retries,
    int retriesTotal,
    @Nullable Delay waiting,
    int priority,
    Instant receivedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    Receipt.@Nullable Proof proof,
    @Nullable Problem error,
    List<String> warnings,
    String href) {

  /** Where the API has downloads. */
  static final String PATH = "/api/v1/downloads/";

  /** How far it is. */
  public enum State {
    /** In the inbox, not begun. */
    QUEUED,
    RUNNING,
    /** Begun, and it cannot go on now. */
    WAITING,
    PAUSED,
    /** Every byte is there and being compared. */
    VERIFYING,
    PROVEN,
    UNCHANGED,
    FAILED,
    CANCELLED;

    /** Whether it has a receipt. */
    boolean isEnd() {
      return compareTo(PROVEN) >= 0;
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
