package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Permanent;
import dev.haul.download.Retryable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends bodies that do not end by themselves: those whose size no header told are bounded by a key
 * and by the disk, on which they leave room for others.
 */
public final class EndlessBodies {

  private static final Logger LOG = LoggerFactory.getLogger(EndlessBodies.class);

  /** A body of unknown size that is larger than this must leave as much free. */
  private static final long ROOM = 64L << 20;

  private final Flights flights;
  private final long largest;

  /**
   * @param largest most bytes of a body of unknown size
   */
  public EndlessBodies(Flights flights, long largest) {
    this.flights = flights;
    this.largest = largest;
  }

  /** Called by one timer thread a few times a second. */
  public void watch() {
    for (Flight flight : List.copyOf(flights.all())) {
      if (flight.answeredAt() != 0
          && flight.answer() instanceof Answer.Body body
          && body.window().isOpen()
          && flight.position() > Math.min(ROOM, largest)) {
        Path folder = flight.download().workFolder();
        DownloadFailure failure = judge(flight.position(), folder, free(folder), largest);
        if (failure != null) {
          flight.abort(failure);
        }
      }
    }
  }

  /**
   * @param bytes how much has come
   * @param free bytes free on the disk of {@code folder}
   * @return null when the body may go on
   */
  static @Nullable DownloadFailure judge(long bytes, Path folder, long free, long largest) {
    if (bytes > largest) {
      return new Permanent.TooLarge(bytes, largest);
    }
    return bytes > ROOM && free < ROOM ? new Retryable.DiskFull(folder, ROOM, free) : null;
  }

  private static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      LOG.debug("cannot tell what is free in {}", folder, e);
      return Long.MAX_VALUE;
    }
  }
}
