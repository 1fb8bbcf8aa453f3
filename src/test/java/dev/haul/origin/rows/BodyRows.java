package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Answer;
import dev.haul.origin.Bodies;
import dev.haul.origin.Content;
import dev.haul.origin.Cuts;
import dev.haul.origin.Digests;
import dev.haul.origin.Pace;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import java.util.List;

/**
 * Bodies that are shorter, longer, coded or other than what was said (RFC 9112 sections 6 to 8).
 */
final class BodyRows {
  private static final Content SMALL = Content.of(7, 100_000);

  private BodyRows() {}

  /** Rows 15 to 21. */
  static List<Row> framed() {
    return List.of(
        row("15", "closes after 100 KB", Cuts.cutAfter(100_000, Answer.Cut.FIN)).arrives(),
        row(
                "15b",
                "ignores Range, closes after 1 MB each time",
                Ranges.ignoreRange(),
                Cuts.cutAfter(1_000_000, Answer.Cut.FIN))
            .fails("gave-up"),
        row("16", "bytes behind the body", Bodies.surplus(100)).arrives(),
        row("16b", "1 MB behind the body", Bodies.surplus(1_000_000)).arrives(),
        row("16c", "Connection: close, then more bytes", Bodies.surplusBeforeClose(5000)).arrives(),
        row("16d", "206 with a longer window", Ranges.longerWindow(1000)).arrives(),
        row("17", "chunked without end", Bodies.chunkedWithoutEnd()).arrives(),
        row("17b", "chunked", Bodies.chunked()).arrives(),
        row(
                "17c",
                "ignores Range, chunked without end always",
                Ranges.ignoreRange(),
                Bodies.chunkedWithoutEnd())
            .fails("gave-up"),
        row("18", "no length, ranges", Bodies.noLength()).arrives(),
        row("18b", "no length, no ranges", Ranges.ignoreRange(), Bodies.noLength())
            .arrivesUnproven(),
        row(
                "18c",
                "no length, ends early once, checksum known",
                Ranges.ignoreRange(),
                Bodies.noLength(),
                Cuts.cutAfter(1_000_000, Answer.Cut.FIN).first(1))
            .withChecksum()
            .arrives(),
        row(
                "18d",
                "no length, ends early always, checksum known",
                Ranges.ignoreRange(),
                Bodies.noLength(),
                Cuts.cutAfter(1_000_000, Answer.Cut.FIN))
            .withChecksum()
            .fails("checksum-mismatch", "gave-up"),
        row("19", "chunked and Content-Length", Bodies.chunkedWithLength(0)).arrives(),
        row("19b", "chunked, Content-Length too small", Bodies.chunkedWithLength(-1000)).arrives(),
        row("19c", "chunked, Content-Length too large", Bodies.chunkedWithLength(1000)).arrives(),
        row("20", "HTTP/2: Content-Length is not the sum of DATA").cannotRun("HTTP/2 not spoken"),
        row("21", "HTTP/2: RST_STREAM or GOAWAY in a body").cannotRun("HTTP/2 not spoken"));
  }

  /** Rows 32 and 33. */
  static List<Row> coded() {
    return List.of(
        row("32", "gzip though identity was asked for", Bodies.gzip())
            .serving(SMALL)
            .arrivesOrFails("not-supported"),
        row("32b", "ranges of the gzipped file", Bodies.gzipRanges())
            .serving(SMALL)
            .arrivesOrFails("not-supported"),
        row("32c", "says gzip, is not", Replies.header("Content-Encoding", "gzip"))
            .arrivesOrFails("not-supported"),
        row("33", "gzip from every third node", Bodies.gzip().every(3))
            .serving(Content.of(7, 1_500_000))
            .arrives());
  }

  /** Rows 54 to 58: digests, and bytes that only a digest finds wrong (RFC 9530). */
  static List<Row> digested() {
    return List.of(
        row("54", "wrong Repr-Digest", Digests.wrongRepr()).fails("checksum-mismatch"),
        row("54b", "right Repr-Digest", Digests.repr()).arrives(),
        row("54c", "Repr-Digest of the gzipped form", Bodies.gzip(), Digests.repr())
            .serving(SMALL)
            .arrivesOrFails("not-supported"),
        row(
                "54d",
                "right Repr-Digest, bit flips at first",
                Digests.repr(),
                Bodies.bitFlip(9).first(1))
            .arrives(),
        row("55", "Content-Digest of each part", Digests.content()).arrives(),
        row("56", "Digest and Content-MD5 of each part", Digests.old()).arrives(),
        row("57", "a bit flips once, checksum known", Bodies.bitFlip(100).first(1))
            .withChecksum()
            .arrives(),
        row("57b", "a bit flips always, checksum known", Bodies.bitFlip(1_234_567))
            .withChecksum()
            .fails("checksum-mismatch"),
        row("58", "a mirror has another version").cannotRun("needs mirrors"));
  }

  /** Row 62. */
  static List<Row> endless() {
    return List.of(
        row("62", "body without end, no length", Pace.rate(4_000_000), Bodies.endless()).fails(),
        row("62b", "404 with a page of 1 GB", Refusals.hugePage(404, 1_000_000_000L))
            .fails("not-found"),
        row(
                "62c",
                "503 with a page of 1 GB at first",
                Refusals.hugePage(503, 1_000_000_000L).first(2))
            .arrives());
  }
}
