package dev.haul.intake;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest.Origin;
import java.time.Instant;

/**
 * Where the text under a reader's eyes came from.
 *
 * @param name file name, for references such as {@code daily.txt:17}
 */
record Source(String name, Door door, Instant receivedAt) {

  Origin line(int number) {
    return new Origin(door, name + ":" + number, receivedAt);
  }

  /** Where several stand in one line. */
  Origin column(int line, int number) {
    return new Origin(door, name + ":" + line + ":" + number, receivedAt);
  }
}
