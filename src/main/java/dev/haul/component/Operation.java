package dev.haul.component;

import dev.haul.download.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an endpoint does. */
public enum Operation {
  /** Downloads what the body asks for. */
  get,
  /** Gives what happens to downloads. */
  events;

  /**
   * @throws IllegalArgumentException naming the two words there are
   */
  static Operation of(String word) {
    List<String> known = Arrays.stream(values()).map(Operation::name).toList();
    if (!known.contains(word.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "haul:" + word + " is no endpoint; did you mean haul:" + Nearest.to(word, known) + "?");
    }
    return valueOf(word.toLowerCase(Locale.ROOT));
  }
}
