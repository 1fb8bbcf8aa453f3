package dev.haul.origin.rows;

import java.util.List;

/**
 * What a right client makes of a row: it never leaves wrong bytes under the final name, whatever
 * else this allows.
 *
 * @param arrives whether the right bytes may be the end of it
 * @param fails whether a clear error may be the end of it
 * @param problems the kinds of error that are right, as Haul names them; any if empty
 * @param unproven whether the client has to say that nothing proves that the file is whole
 */
public record Expected(boolean arrives, boolean fails, List<String> problems, boolean unproven) {

  static Expected arrival() {
    return new Expected(true, false, List.of(), false);
  }

  static Expected unprovenArrival() {
    return new Expected(true, false, List.of(), true);
  }

  static Expected failure(String... problems) {
    return new Expected(false, true, List.of(problems), false);
  }

  static Expected either(String... problems) {
    return new Expected(true, true, List.of(problems), false);
  }

  /** Whether that end is right; a client that does not name its errors may err in any way. */
  public boolean allows(Outcome outcome) {
    return switch (outcome.end()) {
      case RIGHT -> arrives;
      case ERROR ->
          fails && (problems.isEmpty() || !outcome.named() || problems.contains(outcome.detail()));
      default -> false;
    };
  }

  @Override
  public String toString() {
    String error = problems.isEmpty() ? "error" : "error " + String.join(" or ", problems);
    String right = unproven ? "right, unproven" : "right";
    return arrives && fails ? right + ", or " + error : arrives ? right : error;
  }
}
