package dev.haul.origin.rows;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line of Markdown a row, and what it comes to in the end. */
final class Table {
  private static final double MEGA = 1e6;

  private final PrintStream out;
  private final List<String> clients;
  private final List<Tally> tallies = new ArrayList<>();

  /** How many rows of one client ended how. */
  private static final class Tally {
    private int run;
    private int asExpected;
    private int wrong;
    private int hangs;
    private long millis;
    private final List<String> others = new ArrayList<>();
  }

  Table(PrintStream out, List<String> clients) {
    this.out = out;
    this.clients = clients;
    StringBuilder names = new StringBuilder("| row | misbehaviour | expected |");
    StringBuilder rule = new StringBuilder("| --- | --- | --- |");
    for (String client : clients) {
      names.append(' ').append(client).append(" | s | MB fetched / kept |");
      rule.append(" --- | ---: | ---: |");
      tallies.add(new Tally());
    }
    out.println(names);
    out.println(rule);
  }

  /** The rows and what is expected of them, as docs/misbehaviours.md has them. */
  static String list(List<Row> rows) {
    StringBuilder list =
        new StringBuilder("| row | misbehaviour | expected |\n| --- | --- | --- |\n");
    rows.forEach(row -> list.append(begin(row)).append('\n'));
    return list.toString();
  }

  private static String begin(Row row) {
    String expected = row.notRun() == null ? row.expected().toString() : row.notRun();
    return "| " + row.number() + " | " + row.name() + " | " + expected + " |";
  }

  /** What is not as expected is set in bold. */
  void add(Row row, List<Outcome> outcomes) {
    StringBuilder line = new StringBuilder(begin(row));
    for (int i = 0; i < outcomes.size(); i++) {
      line.append(cells(row, outcomes.get(i)));
      count(row, outcomes.get(i), tallies.get(i));
    }
    out.println(line);
  }

  private static String cells(Row row, Outcome outcome) {
    if (outcome.end() == Outcome.End.NOT_RUN) {
      return " " + (row.notRun() == null ? outcome : "not run") + " | | |";
    }
    String words = row.expected().allows(outcome) ? outcome.toString() : "**" + outcome + "**";
    return String.format(
        Locale.ROOT,
        " %s | %.2f | %.1f / %.1f |",
        words,
        outcome.millis() / 1000.0,
        outcome.sent() / MEGA,
        outcome.kept() / MEGA);
  }

  private static void count(Row row, Outcome outcome, Tally tally) {
    if (outcome.end() == Outcome.End.NOT_RUN) {
      return;
    }
    tally.run++;
    tally.millis += outcome.millis();
    if (row.expected().allows(outcome)) {
      tally.asExpected++;
    } else {
      tally.others.add(row.number());
    }
    tally.wrong += outcome.end() == Outcome.End.WRONG ? 1 : 0;
    tally.hangs += outcome.end() == Outcome.End.HANGS ? 1 : 0;
  }

  /**
   * Prints the sums.
   *
   * @return whether every client did everything as expected
   */
  boolean end() {
    boolean all = true;
    out.println();
    for (int i = 0; i < clients.size(); i++) {
      Tally tally = tallies.get(i);
      out.printf(
          Locale.ROOT,
          "%s: %d of %d rows as expected, %d with wrong bytes, %d hung, %.0f s.%s%n",
          clients.get(i),
          tally.asExpected,
          tally.run,
          tally.wrong,
          tally.hangs,
          tally.millis / 1000.0,
          tally.others.isEmpty() ? "" : " Not as expected: " + String.join(", ", tally.others));
      all &= tally.others.isEmpty();
    }
    return all;
  }
}
