package dev.haul.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API answers.
 *
 * @param body as JSON, or null for none
 */
public record Reply(int status, Map<String, String> headers, @Nullable String body) {

  private static final String JSON = "application/json";

  static Reply json(int status, String body) {
    return new Reply(status, Map.of("Content-Type", JSON), body);
  }

  static Reply located(int status, String location, String body) {
    return new Reply(status, Map.of("Content-Type", JSON, "Location", location), body);
  }

  static Reply empty() {
    return new Reply(204, Map.of(), null);
  }

  static Reply of(Refusal refusal) {
    return new Reply(
        refusal.status(),
        Map.of("Content-Type", Answers.PROBLEM),
        Answers.json(refusal.problem(), refusal.status()));
  }
}
