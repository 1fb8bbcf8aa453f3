package dev.haul.download;

import java.util.Locale;

/** The way by which a request came in. */
public enum Door {
  FOLDER,
  QUEUE,
  REST,
  CLI,
  EMBEDDED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
