package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.FILE;
import static dev.haul.origin.rows.Row.NEWER;
import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Answer;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import dev.haul.origin.Resource;
import dev.haul.origin.Validators;
import java.time.Instant;
import java.util.List;

/** Misbehaviours that nobody reported yet, or only elsewhere. */
final class OwnRows {
  private static final String TOO_LARGE = "18446744073709551617";

  private OwnRows() {}

  /**
   * Answers that were not asked for: a client must not take them for any (RFC 9112 section 6.3).
   */
  static List<Row> unasked() {
    String notFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    String elsewhere = "HTTP/1.1 302 Found\r\nLocation: /evil.bin\r\nContent-Length: 0\r\n\r\n";
    return List.of(
        row("+20", "an unasked 404 behind each body", Bodies.unasked(notFound)).arrives(),
        row("+21", "an unasked redirect to another file behind each body")
            .set(
                stage -> {
                  stage.origin().serve("/evil.bin", NEWER, sameValidators());
                  return Row.serveOn(stage.origin(), Bodies.unasked(elsewhere));
                })
            .arrives(),
        row("+22", "an unasked 206 with other bytes for the next range", Bodies.unaskedNextRange())
            .withConnections(1)
            .arrives());
  }

  private static Behaviour sameValidators() {
    String etag = Resource.of(FILE).etag();
    return Behaviour.asking(visit -> visit.resource = visit.resource.withEtag(etag));
  }

  static List<Row> numbers() {
    return List.of(
        row(
                "+30",
                "two Content-Lengths that differ, at first",
                Replies.anotherHeader("Content-Length", "5").first(2))
            .arrives(),
        row("+31", "the same Content-Length twice", twice("Content-Length"))
            .arrivesOrFails("gave-up"),
        row("+32", "Content-Length -1 at first", Replies.header("Content-Length", "-1").first(2))
            .arrives(),
        row(
                "+33",
                "Content-Length beyond 64 bits at first",
                Replies.header("Content-Length", TOO_LARGE).first(2))
            .arrives(),
        row("+34", "total beyond 64 bits", Ranges.contentRange("bytes %d-%d/" + TOO_LARGE))
            .arrives(),
        row(
                "+35",
                "Content-Range beyond 64 bits",
                Ranges.contentRange(
                    "bytes " + TOO_LARGE + "-" + TOO_LARGE + "9/" + TOO_LARGE + "99"))
            .arrives(),
        row("+36", "negative Content-Range", Ranges.contentRange("bytes -%d--%d/-%d")).arrives(),
        row("+37", "total smaller than the range", Ranges.contentRange("bytes %d-%d/1")).arrives(),
        row(
                "+38",
                "two Content-Ranges that differ",
                Replies.anotherHeader("Content-Range", "bytes 0-0/1"))
            .arrives(),
        row(
                "+39",
                "200 with a Content-Range",
                Ranges.ignoreRange(),
                Replies.header("Content-Range", "bytes 0-9/10"))
            .arrives(),
        row("+40", "folded Content-Range", Ranges.contentRange("bytes\r\n %d-%d/%d")).arrives(),
        row("+41", "206 without a byte", emptyPart()).arrives());
  }

  private static Behaviour twice(String name) {
    return Behaviour.answering(
        (visit, answer) ->
            answer.headers.first(name).ifPresent(value -> answer.headers.add(name, value)));
  }

  private static Behaviour emptyPart() {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.status == 206) {
            answer.length = 0;
            answer.headers.set("Content-Length", 0);
          }
        });
  }

  static List<Row> chunks() {
    return List.of(
        row(
                "+50",
                "chunk size beyond 64 bits at first",
                Bodies.chunks("fffffffffffffffff\r\nx").first(2))
            .arrives(),
        row("+51", "negative chunk size at first", Bodies.chunks("-5\r\nwrong\r\n").first(2))
            .arrives(),
        row("+52", "chunk extension of 1 MB at first", Bodies.chunkExtension(1_000_000).first(2))
            .arrives(),
        row(
                "+53",
                "Transfer-Encoding: gzip, which it is not, at first",
                Replies.header("Transfer-Encoding", "gzip").first(2))
            .arrives());
  }

  static List<Row> redirects() {
    return List.of(
        row(
                "+60",
                "redirect without Location",
                Replies.redirectTo("/x"),
                Replies.withoutHeader("Location"))
            .fails(),
        row("+61", "redirect to an empty Location, once", Replies.redirectTo("").first(1))
            .arrives(),
        row("+62", "redirect to http://[::1", Replies.redirectTo("http://[::1")).fails(),
        row("+63", "redirect to javascript:", Replies.redirectTo("javascript:alert(1)"))
            .fails("unusable-url"),
        row("+64", "redirect to a fragment of itself, once", Replies.redirectTo("#part").first(1))
            .arrives(),
        row("+65", "redirect to a Location of 15 KB", Replies.redirectTo("/" + "l".repeat(15_000)))
            .arrivesOrFails(),
        row("+66", "300 with a Location, once", Replies.redirectTo("/other.bin", 300).first(1))
            .arrivesOrFails());
  }

  static List<Row> others() {
    return List.of(
        row("+70", "resets right behind the head at first", Cuts.cutAfter(0).first(3)).arrives(),
        row("+71", "closes its half after 100 KB", Cuts.cutAfter(100_000, Answer.Cut.HALF))
            .arrives(),
        row("+72", "used connections are deaf", Pace.deafKeepAlive()).arrives(),
        row(
                "+73",
                "Content-Type: application/x-java-serialized-object",
                Replies.contentType("application/x-java-serialized-object"))
            .arrives(),
        row("+74", "status 999 at first", Refusals.status(999).first(2)).arrives(),
        row("+75", "an empty 200 in the middle", emptyOnce()).arrives(),
        row("+76", "ETag without quotes", Validators.etag("abc")).arrives(),
        row("+77", "empty ETag", Validators.etag("")).arrives(),
        row(
                "+78",
                "Last-Modified of nonsense",
                Validators.withoutEtag(),
                Replies.header("Last-Modified", "yesterday"))
            .arrives(),
        row("+79", "Last-Modified is always now", alwaysNow()).arrivesOrFails("keeps-changing"),
        row("+80", "no ETag, resets after 300 KB", Validators.withoutEtag(), Cuts.cutAfter(300_000))
            .arrives(),
        row(
                "+81",
                "no validators, resets after 300 KB",
                Validators.withoutValidators(),
                Cuts.cutAfter(300_000))
            .arrives(),
        row("+82", "late by 200 ms", Pace.firstByteDelay(200)).arrives(),
        row("+83", "an empty file, 416 to ranges", Ranges.refuseRangeOfEmpty())
            .serving(Content.of(""))
            .arrives());
  }

  private static Behaviour emptyOnce() {
    return Behaviour.answering(
            (visit, answer) -> answer.refuse(200).send(Content.of(""), "application/octet-stream"))
        .when(visit -> visit.number == 2);
  }

  private static Behaviour alwaysNow() {
    return Behaviour.asking(
        visit -> {
          Instant time = Instant.ofEpochSecond(1_000_000_000L + visit.number);
          visit.resource = visit.resource.withEtag(null).withLastModified(time);
        });
  }
}
