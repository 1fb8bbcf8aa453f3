package dev.haul.events;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a download.
 *
 * @param id of the event, the same however often it is sent
 * @param download id of the download
 * @param url of the download, without secrets; null when it ended, as the receipt has it
 * @param progress how far it was, or null when it ended
 * @param receipt how it ended, or null while it has not
 */
public record DownloadEvent(
    Kind kind,
    String id,
    Instant time,
    String download,
    @Nullable String url,
    @Nullable Progress progress,
    @Nullable Receipt receipt) {

  /** What happened. */
  public enum Kind {
    STARTED,
    PROGRESS,
    COMPLETED,
    FAILED,
    CANCELLED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static DownloadEvent underWay(Kind kind, String url, Progress progress) {
    return new DownloadEvent(kind, newId(), Instant.now(), progress.id(), url, progress, null);
  }

  static DownloadEvent ended(Receipt receipt) {
    Kind kind =
        switch (receipt.outcome()) {
          case PROVEN, UNCHANGED -> Kind.COMPLETED;
          case FAILED -> Kind.FAILED;
          case CANCELLED -> Kind.CANCELLED;
        };
    return new DownloadEvent(kind, newId(), Instant.now(), receipt.id(), null, null, receipt);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  /** The words of {@link EventTypes} that mean it. */
  Set<String> words() {
    return receipt == null || receipt.outcome().toString().equals(kind.toString())
        ? Set.of(kind.toString())
        : Set.of(kind.toString(), receipt.outcome().toString());
  }
}
