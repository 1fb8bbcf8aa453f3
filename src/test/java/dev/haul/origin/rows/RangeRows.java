package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Bodies;
import dev.haul.origin.Cuts;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Replies;
import dev.haul.origin.Visit;
import java.util.List;

/** Rows 1 to 14: ranges that are ignored, misstated or missing (RFC 9110 section 14). */
final class RangeRows {
  private RangeRows() {}

  static List<Row> ignored() {
    return List.of(
        row("1", "ignores Range", Ranges.ignoreRange(), Ranges.noAcceptRanges()).arrives(),
        row("1b", "ignores Range, chunked", Ranges.ignoreRange(), Bodies.chunked()).arrives(),
        row(
                "1c",
                "ignores Range, chunked without end at first",
                Ranges.ignoreRange(),
                Bodies.chunked(),
                Bodies.chunkedWithoutEnd().first(2))
            .arrives(),
        row(
                "1d",
                "ignores Range, cut at first",
                Ranges.ignoreRange(),
                Cuts.cutAfter(1_000_000).first(3))
            .arrives(),
        row(
                "1e",
                "ignores Range, stalls at first",
                Ranges.ignoreRange(),
                Pace.stallAfter(9999).first(1))
            .arrives(),
        row("2", "promises ranges, ignores them", Ranges.ignoreRange()).arrives(),
        row("2b", "ignores all ranges but the first", Ranges.ignoreRange().from(1)).arrives(),
        row("3", "ranges work, nothing says so", Ranges.noAcceptRanges()).arrives(),
        row("4", "Accept-Ranges: none", Ranges.acceptRangesNone()).arrives(),
        row("5", "ignores every third range", Ranges.ignoreRange().every(3)).arrives(),
        row("5b", "ignores the first range only", Ranges.ignoreRange().first(1)).arrives(),
        row("5c", "ignores every second range", Ranges.ignoreRange().every(2)).arrives());
  }

  private static boolean asksForPart(Visit visit) {
    return visit.request.header("Range").isPresent();
  }

  static List<Row> misstated() {
    return List.of(
        row("6", "206 without Content-Range", Ranges.noContentRange()).arrives(),
        row("6b", "206 without Content-Range at first", Ranges.noContentRange().first(2)).arrives(),
        row("7", "206 that begins later", Ranges.shiftedStart(7)).arrives(),
        row("7b", "206 that begins earlier", Ranges.shiftedStart(-7).from(1)).arrives(),
        row("7c", "206 that begins later at first", Ranges.shiftedStart(7).first(2)).arrives(),
        row("8", "206 with a shorter window", Ranges.shorterWindow(100_000)).arrives(),
        row("9", "206 with the whole file", Ranges.wholeFile()).arrives(),
        row("9b", "206 with the whole file from the second on", Ranges.wholeFile().from(1))
            .arrives(),
        row("10", "Content-Range with an equals sign", Ranges.contentRange("bytes=%d-%d/%d"))
            .arrives(),
        row("10b", "Content-Range without unit", Ranges.contentRange("%d-%d/%d")).arrives(),
        row("10c", "Content-Range with spaces", Ranges.contentRange("bytes  %d - %d / %d"))
            .arrives(),
        row(
                "10d",
                "Content-Range of nonsense at first",
                Ranges.contentRange("bytes 9-3/4").first(3))
            .arrives(),
        row("11", "unknown total", Ranges.unknownTotal()).arrives(),
        row("11b", "unknown total from the second on", Ranges.unknownTotal().from(1)).arrives(),
        row("12", "another total once", Ranges.wrongTotal(1000).when(visit -> visit.number == 2))
            .arrives(),
        row("12b", "wrong total always", Ranges.wrongTotal(1000))
            .arrivesOrFails("keeps-changing", "gave-up"),
        row("12c", "another total every second time", Ranges.wrongTotal(1).every(2))
            .arrivesOrFails("keeps-changing", "gave-up"),
        row("13", "Content-Length too large at first", Bodies.lengthOff(10).first(2)).arrives(),
        row(
                "13b",
                "Content-Length of a part too small at first",
                Bodies.lengthOff(-10).when(RangeRows::asksForPart).first(2))
            .arrives(),
        row("13c", "Content-Length too large always", Bodies.lengthOff(10)).fails("gave-up"),
        row("13d", "more body than Content-Range", Ranges.longerBody(1000)).arrives(),
        row("14", "multipart/byteranges for one range", Ranges.multipart()).arrives(),
        row("14b", "multipart/byteranges from the second on", Ranges.multipart().from(1)).arrives(),
        row(
                "14c",
                "says multipart, is not",
                Replies.contentType("multipart/byteranges; boundary=x"))
            .arrives());
  }
}
