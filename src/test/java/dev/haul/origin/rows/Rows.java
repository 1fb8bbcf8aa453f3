package dev.haul.origin.rows;

import java.util.List;
import java.util.stream.Stream;

/**
 * The catalogue: every misbehaviour that is known, in the order of docs/misbehaviours.md. What is
 * expected comes from the RFCs and from what goes wrong elsewhere, not from what any client does.
 */
public final class Rows {
  private Rows() {}

  /** Made anew: some rows begin with the time of now. */
  public static List<Row> all() {
    return Stream.of(
            RangeRows.ignored(),
            RangeRows.misstated(),
            BodyRows.framed(),
            ConnectionRows.broken(),
            VersionRows.versions(),
            BodyRows.coded(),
            RefusalRows.requests(),
            RefusalRows.busy(),
            RefusalRows.expired(),
            PlaceRows.redirects(),
            PlaceRows.names(),
            BodyRows.digested(),
            HeadRows.floods(),
            BodyRows.endless(),
            ConnectionRows.addressed(),
            VersionRows.dates(),
            HeadRows.grammar(),
            OwnRows.unasked(),
            OwnRows.numbers(),
            OwnRows.chunks(),
            OwnRows.redirects(),
            OwnRows.others())
        .flatMap(List::stream)
        .sorted(java.util.Comparator.comparingInt(Rows::place))
        .toList();
  }

  /** Rows of the list by their number, then the others; variants stay in their order. */
  private static int place(Row row) {
    int number = Integer.parseInt(row.number().replaceAll("[^0-9]", ""));
    return row.number().startsWith("+") ? 1000 + number : number;
  }
}
