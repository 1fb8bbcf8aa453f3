package dev.haul.terminal;

import dev.haul.download.Receipt;

/** What a person who waits for downloads sees. */
public interface Display extends AutoCloseable {

  /** Tells how one download ended; from any thread. */
  void finished(Receipt receipt);

  /** Shows a line of something else, such as the log, without spoiling what is on display. */
  void note(String line);

  /** Leaves the terminal as it should be. Safe to call twice. */
  @Override
  void close();
}
