package dev.haul.download;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a download may not go on now. As long as it has one its chunks wait in the queue, it counts
 * neither as active nor as failing, and what it has stays.
 *
 * @param kind at most one of each kind holds a download
 * @param why in words, for displays and logs: {@code paused}, {@code waiting: disk ...}
 * @param until when it is going to end by itself, or null when nobody knows
 */
public record Hold(Kind kind, String why, @Nullable Instant until) {

  /** Who holds it, and thus who is to release it. */
  public enum Kind {
    /** A person, until told otherwise. */
    PAUSED,
    /** The disk, until it has room. */
    DISK,
    /** Another process that works on it, until it ends. */
    OWNER
  }
}
