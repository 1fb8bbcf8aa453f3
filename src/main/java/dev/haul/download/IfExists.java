package dev.haul.download;

import java.util.Arrays;
import java.util.Locale;

/** What to do when a file of the same name is there already. */
public enum IfExists {
  /** Take the existing file if it is proven and the server says it is unchanged, else rename. */
  REUSE,
  /** Publish as {@code name.1.ext}. */
  RENAME,
  /** Put the new file in place of the old one, in one step, once it is proven. */
  REPLACE,
  /** Fail the download. */
  FAIL;

  /**
   * @throws IllegalArgumentException naming the four words
   */
  public static IfExists parse(String text) {
    return Arrays.stream(values())
        .filter(value -> value.toString().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "if-exists: expected reuse, rename, replace or fail, was \"" + text + "\""));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
