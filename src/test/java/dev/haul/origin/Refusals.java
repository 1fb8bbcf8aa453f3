package dev.haul.origin;

import java.time.Instant;

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

  /** The first so many requests, with a date for Retry-After that is so many seconds ahead. */
  public static Behaviour busyUntil(int requests, int status, long seconds) {
    return busyUntil(requests, status, seconds, 0);
  }

  /** The same by a clock that is so many seconds wrong, in Date as in Retry-After. */
  public static Behaviour busyUntil(int requests, int status, long seconds, long wrongBy) {
    return Behaviour.answering(
            (visit, answer) -> {
              Instant now = Instant.now().plusSeconds(wrongBy);
              answer.refuse(status).headers.set("Date", HonestServer.date(now));
              answer.headers.set("Retry-After", HonestServer.date(now.plusSeconds(seconds)));
            })
        .first(requests);
  }

  /** That status with a page of so many bytes. */
  public static Behaviour hugePage(int status, long bytes) {
    return Behaviour.answering(
        (visit, answer) ->
            answer.refuse(status).send(Content.repeated("<p>No!</p>\n", bytes), "text/html"));
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
    return refuseHeader("Range", status);
  }

  /** Requests with this header field get this status, whatever it says. */
  public static Behaviour refuseHeader(String name, int status) {
    return status(status).when(visit -> visit.request.header(name).isPresent());
  }

  /** {@code Range: bytes=0-0}, which many clients try first, gets this status. */
  public static Behaviour refuseFirstByte(int status) {
    return status(status)
        .when(visit -> visit.request.header("Range").filter("bytes=0-0"::equals).isPresent());
  }

  /** Ranges of more than so many bytes, and those that are open at the end, get this status. */
  public static Behaviour refuseLargerRange(long bytes, int status) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.partial() && answer.length > bytes) {
            answer.refuse(status);
          }
        });
  }

  /** 416 to any Range, with the size of the file, as if there were no such range. */
  public static Behaviour rangeNeverSatisfiable() {
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.request.header("Range").isPresent()) {
            long size = visit.resource.content().size();
            answer.refuse(416).headers.set("Content-Range", "bytes */" + size);
          }
        });
  }
}
