package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * What {@code direct:haul-control} is told.
 *
 * @param id of the download
 * @param priority the new one, for {@link Verb#PRIORITY} alone
 */
public record Command(String id, Verb verb, @Nullable Integer priority) {

  /** What is to happen to the download. */
  public enum Verb {
    /** It keeps what it has and waits. */
    PAUSE,
    /** It goes on. */
    RESUME,
    /** It ends without its file; what it has is removed. */
    CANCEL,
    /** One that failed or was cancelled is asked for once more. */
    RETRY,
    /** It goes before or behind others. */
    PRIORITY,
    /** Like cancel, and it is not shown any more. */
    FORGET
  }

  /** A command without a value. */
  public static Command of(String id, Verb verb) {
    return new Command(id, verb, null);
  }
}
