package dev.haul.events;

import dev.haul.download.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The events somebody wants to be told of.
 *
 * @param words kinds of events, or outcomes of downloads
 */
public record EventTypes(Set<String> words) {

  private static final List<String> KNOWN =
      List.of("started", "progress", "completed", "proven", "unchanged", "failed", "cancelled");

  /**
   * Reads words between commas.
   *
   * @throws IllegalArgumentException naming the word that means nothing, and the nearest that does
   */
  public static EventTypes parse(String text) {
    Set<String> words =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    if (words.isEmpty()) {
      throw new IllegalArgumentException("expected some of " + String.join(", ", KNOWN));
    }
    for (String word : words) {
      if (!KNOWN.contains(word)) {
        throw new IllegalArgumentException(
            "there is no event \""
                + word
                + "\"; did you mean "
                + Nearest.to(word, KNOWN)
                + "? There are "
                + String.join(", ", KNOWN));
      }
    }
    return new EventTypes(words);
  }

  boolean includes(DownloadEvent event) {
    return event.words().stream().anyMatch(words::contains);
  }

  boolean include(DownloadEvent.Kind kind) {
    return words.contains(kind.toString());
  }
}
