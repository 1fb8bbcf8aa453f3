package dev.haul.web;

import dev.haul.download.Problem;

/**
 * Why a request is not served.
 *
 * @param status the HTTP status that says so
 */
public record Refusal(int status, Problem problem) {

  /** A refusal whose type is {@code urn:haul:problem:<what>}. */
  static Refusal of(int status, String what, String title, String detail) {
    boolean retryable = status == 408 || status == 429 || status >= 500;
    return new Refusal(status, new Problem("urn:haul:problem:" + what, title, detail, retryable));
  }
}
