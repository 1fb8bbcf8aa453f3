package dev.haul.download;

import java.io.IOException;

/** What disks do rarely, and tests often. */
public final class Losses {

  private Losses() {}

  /** A sync has found out that there was no room for what was written. */
  public static void lateRefusal(PartFile part) {
    part.lose(new Retryable.Unsynced(part.path(), new IOException("No space left on device")));
  }
}
