package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Answer;
import dev.haul.origin.Behaviour;
import dev.haul.origin.Bodies;
import dev.haul.origin.Cuts;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import java.time.Duration;
import java.util.List;

/** Connections that end, stall or crawl (RFC 9112 section 9), and names with a dead address. */
final class ConnectionRows {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final long SEED = Long.getLong("haul.seed", 22);

  private ConnectionRows() {}

  /** Rows 22 to 26. */
  static List<Row> broken() {
    return List.of(
        row(
                "22",
                "keep-alive closes as the next request comes",
                Cuts.staleKeepAlive(Answer.Cut.FIN))
            .arrives(),
        row(
                "22b",
                "keep-alive resets as the next request comes",
                Cuts.staleKeepAlive(Answer.Cut.RESET))
            .arrives(),
        row("22c", "closes after each answer in silence", Cuts.closeSilently()).arrives(),
        row("23", "resets after 100 KB", Cuts.cutAfter(100_000)).arrives(),
        row("23b", "resets anywhere", Cuts.randomCuts(SEED, 200_000)).arrives(),
        row(
                "23c",
                "resets before the answer at first",
                Cuts.cutBeforeAnswer(Answer.Cut.RESET).first(3))
            .arrives(),
        row(
                "23d",
                "resets each connection after 700 KB",
                Cuts.cutConnectionAfter(700_000, Answer.Cut.RESET))
            .arrives(),
        row("23e", "resets before every answer", Cuts.cutBeforeAnswer(Answer.Cut.RESET))
            .fails("gave-up"),
        row("24", "stalls in the body at first", Pace.stallAfter(200_000).first(4)).arrives(),
        row("24b", "silent at first", Pace.neverAnswers().first(2)).arrives(),
        row("24c", "stalls behind the head at first", Pace.stallAfter(0).first(2)).arrives(),
        row("24d", "every answer stalls after 300 KB", Pace.stallAfter(300_000)).arrives(),
        row("24e", "always silent", Pace.neverAnswers()).fails("gave-up"),
        row("25", "one connection in four: a byte every 200 ms", trickleOnOneInFour()).arrives(),
        row("25b", "the end of the file: a byte every 200 ms three times", trickleAtTheEnd(8))
            .arrives(),
        row("25c", "the end of the file: a byte every 200 ms seven times", trickleAtTheEnd(12))
            .arrives(),
        row("26", "one slow connection in four", Pace.slowOneIn(4, 20_000)).arrives());
  }

  private static Behaviour trickleOnOneInFour() {
    return Pace.trickleAfter(50_000, PAUSE).when(visit -> visit.connection % 4 == 1);
  }

  private static Behaviour trickleAtTheEnd(int requests) {
    return Behaviour.answering(
            (visit, answer) -> {
              if (answer.first + answer.length == answer.content.size()) {
                answer.trickleFrom = answer.length / 2;
                answer.tricklePause = PAUSE;
              }
            })
        .when(visit -> visit.number < requests);
  }

  /** Rows 63 and 64. */
  static List<Row> addressed() {
    return List.of(
        row("63", "the first address of the name is dead").over(Stage.Way.HALF_DEAD).arrives(),
        row("64", "TLS ends without close_notify, ranges", Cuts.cutAfter(100_000, Answer.Cut.FIN))
            .over(Stage.Way.TLS)
            .arrives(),
        row(
                "64b",
                "TLS ends without close_notify, no length",
                Ranges.ignoreRange(),
                Bodies.noLength(),
                Cuts.cutAfter(1_000_000, Answer.Cut.FIN))
            .over(Stage.Way.TLS)
            .fails("gave-up"),
        row("64c", "TLS ends properly, no length", Ranges.ignoreRange(), Bodies.noLength())
            .over(Stage.Way.TLS)
            .arrives());
  }
}
