package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.FILE;
import static dev.haul.origin.rows.Row.NEWER;
import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Nodes;
import dev.haul.origin.Ranges;
import dev.haul.origin.Refusals;
import dev.haul.origin.Resource;
import dev.haul.origin.Validators;
import java.util.List;

/** Files that change, and validators that say so or not (RFC 9110 sections 8.8 and 13). */
final class VersionRows {
  private VersionRows() {}

  /** Rows 27 to 31. */
  static List<Row> versions() {
    Content shorter = Content.of(8, 2_500_000);
    return List.of(
        row("27", "replaced meanwhile, same size", Validators.changedContent(4, NEWER))
            .right(NEWER)
            .right(FILE)
            .arrives(),
        row("27b", "replaced meanwhile, other size", Validators.changedContent(4, shorter))
            .right(shorter)
            .right(FILE)
            .arrives(),
        row(
                "27c",
                "replaced meanwhile, If-Range ignored",
                Ranges.ignoreIfRange(),
                Validators.changedContent(4, NEWER))
            .right(NEWER)
            .right(FILE)
            .arrives(),
        row("27d", "another file with each request", anotherEachTime())
            .right(Content.of(0, FILE.size()))
            .arrivesOrFails("keeps-changing"),
        row(
                "27e",
                "replaced meanwhile, same ETag, checksum known",
                Validators.changedInSecret(4, NEWER))
            .right(NEWER)
            .withChecksum()
            .arrives(),
        row("28", "two nodes in turn, each with its ETag", Nodes.inTurn(2)).arrives(),
        row("28b", "an ETag for each connection", Validators.etagPerConnection()).arrives(),
        row("28c", "another ETag from the fourth request on", Validators.changingEtag(3)).arrives(),
        row("28d", "every third node has another version", olderOnSome())
            .right(FILE)
            .right(NEWER)
            .arrivesOrFails("keeps-changing", "gave-up"),
        row("29", "weak ETag", Validators.weakEtag()).arrives(),
        row("30", "ignores Range beside If-Range", Ranges.ignoreRangeWithIfRange()).arrives(),
        row("31", "412 for If-Match", Refusals.refuseHeader("If-Match", 412)).arrives(),
        row("31b", "412 for If-Range", Refusals.refuseHeader("If-Range", 412)).arrives());
  }

  /** Row 65. */
  static List<Row> dates() {
    return List.of(
        row("65", "Last-Modified as young as Date", Validators.modifiedJustNow()).arrives(),
        row(
                "65b",
                "replaced within that second, checksum known",
                Validators.modifiedJustNow(),
                Validators.changedInSecret(4, NEWER))
            .right(NEWER)
            .withChecksum()
            .arrives(),
        row(
                "65c",
                "replaced within that second",
                Validators.modifiedJustNow(),
                Validators.changedInSecret(4, NEWER))
            .right(NEWER)
            .right(FILE)
            .arrivesOrFails());
  }

  private static Behaviour anotherEachTime() {
    return Behaviour.asking(
        visit ->
            visit.resource =
                new Resource(
                    Content.of(visit.number, FILE.size()),
                    "\"" + visit.number + "\"",
                    null,
                    visit.resource.behaviours()));
  }

  private static Behaviour olderOnSome() {
    return Validators.changedContent(0, NEWER).every(3);
  }
}
