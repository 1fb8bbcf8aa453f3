package dev.haul.origin.rows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A downloader that is tried against the rows. */
public interface Client {
  String name();

  /** Gets ready, before the time is taken. */
  default void prepare() {}

  /** Why it cannot be asked for this row, or null. */
  @Nullable String refusal(Row row);

  /**
   * Downloads into the folder, and waits for the end.
   *
   * @throws TimeoutException when it took longer; whatever it started has been stopped
   */
  Result fetch(Row row, Stage stage, String url, Path folder, Duration patience)
      throws TimeoutException;

  /**
   * What the client says about it.
   *
   * @param file the file it says is whole, or null when it failed
   * @param problem the kind of error; empty if there is none
   * @param named whether the problem is one of Haul's types
   */
  record Result(@Nullable Path file, String problem, boolean named) {}
}
