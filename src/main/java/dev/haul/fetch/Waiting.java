package dev.haul.fetch;

import java.util.Locale;

/** What a chunk in the queue waits for first. */
public enum Waiting {
  /** A consumer: it may go now. */
  READY,
  /** Its time, after a failure. */
  LATER,
  /** Its host, which asked to be left alone. */
  HOST_ASKED,
  /** A place at its host, which bears no more connections. */
  HOST_FULL,
  /** Another connection of its download, which has as many as it may have or needs. */
  ENOUGH,
  /** The end of a hold: a person or the disk keeps its download from going on. */
  HELD;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
