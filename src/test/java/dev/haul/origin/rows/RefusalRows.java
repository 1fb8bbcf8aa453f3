package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Nodes;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import dev.haul.origin.Validators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Servers that say no, for a while or to some (RFC 9110 section 15.5). */
final class RefusalRows {
  private static final int TEN_YEARS = 315_360_000;
  private static final long A_YEAR = 31_536_000;

  private RefusalRows() {}

  /** Rows 34 to 40. */
  static List<Row> requests() {
    Content shrunk = Content.of(8, 1_000_000);
    return List.of(
        row("34", "HEAD gets 405", Refusals.refuseHead(405)).arrives(),
        row("34b", "HEAD gets 403", Refusals.refuseHead(403)).arrives(),
        row("35", "HEAD lies", Replies.lyingHead()).arrives(),
        row("36", "bytes=0-0 gets 403", Refusals.refuseFirstByte(403)).arrives(),
        row("36b", "any Range gets 403", Refusals.refuseRange(403)).arrives(),
        row("36c", "any Range gets 404", Refusals.refuseRange(404)).arrives(),
        row("36d", "any Range gets 503", Refusals.refuseRange(503)).arrives(),
        row("37", "416 and the size to any Range", Refusals.rangeNeverSatisfiable()).arrives(),
        row(
                "38",
                "416 as the file has shrunk",
                Ranges.ignoreIfRange(),
                Validators.changedContent(3, shrunk))
            .right(shrunk)
            .right(Row.FILE)
            .arrives(),
        row("39", "416 with a page to any Range", Refusals.refuseRange(416)).arrives(),
        row("39b", "416 with a page from the third on", Refusals.refuseRange(416).from(2))
            .arrives(),
        row("40", "more than 200 KB at once gets 403", Refusals.refuseLargerRange(200_000, 403))
            .arrives(),
        row("40b", "more than 200 KB at once gets 400", Refusals.refuseLargerRange(200_000, 400))
            .arrives());
  }

  /** Rows 41 to 44 and 60. */
  static List<Row> busy() {
    return List.of(
        row("41", "429, Retry-After: 1, once", Refusals.busyFor(1, 429, "1")).arrives(),
        row("41b", "429, Retry-After a date, once", Refusals.busyUntil(1, 429, 1)).arrives(),
        row("41c", "the same, its clock a year behind", Refusals.busyUntil(1, 429, 1, -A_YEAR))
            .arrives(),
        row("41d", "the same, its clock a year ahead", Refusals.busyUntil(1, 429, 1, A_YEAR))
            .arrives(),
        row("42", "429 without Retry-After, twice", Refusals.statusFor(2, 429)).arrives(),
        row("42b", "Retry-After: -5, twice", Refusals.busyFor(2, 503, "-5")).arrives(),
        row("42c", "Retry-After: soon, twice", Refusals.busyFor(2, 503, "soon")).arrives(),
        row("42d", "Retry-After of ten years, once", Refusals.busyFor(1, 503, "" + TEN_YEARS))
            .arrivesOrFails("gave-up", "busy"),
        row(
                "42e",
                "Retry-After long ago, twice",
                Refusals.busyFor(2, 503, "Sun, 06 Nov 1994 08:49:37 GMT"))
            .arrives(),
        row(
                "43",
                "503 above three connections",
                Pace.rate(2_000_000),
                Refusals.busyAbove(3, 503, ""))
            .arrives(),
        row(
                "43b",
                "503 above three, Retry-After: 1",
                Pace.rate(2_000_000),
                Refusals.busyAbove(3, 503, "1"))
            .arrives(),
        row(
                "43c",
                "resets above three connections",
                Pace.rate(2_000_000),
                Refusals.connectionCap(3))
            .arrives(),
        row(
                "44",
                "403 above three connections",
                Pace.rate(2_000_000),
                Refusals.busyAbove(3, 403, ""))
            .arrives(),
        row("44b", "403 above one connection", Pace.rate(2_000_000), Refusals.busyAbove(1, 403, ""))
            .arrives(),
        row("60", "500 at first", Refusals.statusFor(3, 500)).arrives(),
        row("60b", "every second request 502", Refusals.status(502).every(2)).arrives(),
        row("60c", "408, then 425", Refusals.status(425).first(2), Refusals.status(408).first(1))
            .arrives(),
        row("60d", "always 500", Refusals.status(500)).fails("gave-up"));
  }

  /** Rows 45 to 47, 51 and 59. */
  static List<Row> expired() {
    List<Row> rows = new ArrayList<>();
    Map<String, Integer> ways = new java.util.TreeMap<>();
    ways.putAll(Map.of("45", 403, "45b", 400, "45c", 410, "45d", 404, "45e", 401));
    ways.forEach(
        (number, status) ->
            rows.add(
                row(number, "signed URL expires with " + status, Nodes.signed(4, status))
                    .arrives()));
    rows.addAll(
        List.of(
            row("45f", "signed URL is good once", Nodes.signed(1, 403)).arrives(),
            row("46", "one-time URL, no ranges", Ranges.ignoreRange(), Refusals.status(403).from(1))
                .arrives(),
            row("46b", "one-time URL, ranges", Refusals.status(403).from(1)).arrives(),
            row("47", "login page for three requests", Replies.loginPage().when(RefusalRows::third))
                .arrives(),
            row("47b", "login page from the fourth request on", Replies.loginPage().from(3))
                .arrivesOrFails(),
            row("47c", "login page always", Replies.loginPage()).fails(),
            row("47d", "login page at first", Replies.loginPage().first(2)).arrivesOrFails(),
            row("51", "304 at first", Replies.nothing(304).first(2)).arrives(),
            row("51b", "304 always", Replies.nothing(304)).fails(),
            row("51c", "204 in the middle", Replies.nothing(204).when(RefusalRows::third))
                .arrives(),
            row("51d", "204 always", Replies.nothing(204)).fails(),
            row("51e", "206 to everything", Ranges.alwaysPartial()).arrives(),
            row(
                    "51f",
                    "206 to everything, whatever was asked",
                    Ranges.ignoreRange(),
                    Ranges.alwaysPartial())
                .arrivesOrFails(),
            row("59", "401 from the fifth request on", Refusals.status(401).from(4))
                .arrivesOrFails("unauthorized"),
            row("59b", "401 once", Refusals.status(401).when(visit -> visit.number == 3))
                .arrivesOrFails("unauthorized")));
    return rows;
  }

  private static boolean third(dev.haul.origin.Visit visit) {
    return visit.number >= 2 && visit.number < 5;
  }

  static Behaviour wantsAuthorization(String value) {
    return Refusals.status(401)
        .when(visit -> !visit.request.header("Authorization").filter(value::equals).isPresent());
  }
}
