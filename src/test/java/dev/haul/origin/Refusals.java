package dev.haul.origin;

/** Servers that say no. */
public final class Refusals {
  private Refusals() {}

  public static Behaviour status(int status) {
    return Behaviour.answering((visit, answer) -> answer.refuse(status));
  }

  /** The first so many requests of the path. */
  public static Behaviour statusFor(int requests, int status) {
    return status(status).first(requests);
  }

  /** With this Retry-After: seconds, a date, or nonsense. */
  public static Behaviour busy(int status, String retryAfter) {
    return Behaviour.answering(
        (visit, answer) -> answer.refuse(status).headers.set("Retry-After", retryAfter));
  }

  public static Behaviour busyFor(int requests, int status, String retryAfter) {
    return busy(status, retryAfter).first(requests);
  }

  /** While more than so many requests of the path are under way; without Retry-After if empty. */
  public static Behaviour busyAbove(int connections, int status, String retryAfter) {
    Behaviour busy = retryAfter.isEmpty() ? status(status) : busy(status, retryAfter);
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.open > connections) {
            busy.after(visit, answer);
          }
        });
  }

  /** Above so many requests under way, the connection is reset without an answer. */
  public static Behaviour connectionCap(int connections) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.open > connections) {
            answer.cutAt = Answer.BEFORE_HEAD;
          }
        });
  }

  /** HEAD gets this status; GET is served. */
  public static Behaviour refuseHead(int status) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.request.head()) {
            answer.refuse(status);
          }
        });
  }

  /** Requests with a Range get this status. */
  public static Behaviour refuseRange(int status) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.request.header("Range").isPresent()) {
            answer.refuse(status);
          }
        });
  }
}
