package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Nodes;
import dev.haul.origin.Origin;
import dev.haul.origin.Refusals;
import dev.haul.origin.Replies;
import java.util.List;

/** Redirects (RFC 9110 section 15.4) and names (RFC 6266). */
final class PlaceRows {
  private static final String SECRET = "Bearer of-the-first-host";

  private PlaceRows() {}

  /** Rows 48 to 50. */
  static List<Row> redirects() {
    return List.of(
        row("48", "redirects to itself", Replies.redirectLoop()).fails("bad-redirect"),
        row("48b", "a hundred redirects", Replies.redirectHops(100)).fails("bad-redirect"),
        row("48c", "redirects from https to http")
            .over(Stage.Way.TLS)
            .set(stage -> Row.serveOn(stage.origin(), redirectTo(Row.serveOn(stage.elsewhere()))))
            .fails("bad-redirect"),
        row("48d", "nineteen redirects", Replies.redirectHops(19)).arrives(),
        row("49", "redirects to another host, credentials sent")
            .withAuthorization(SECRET)
            .set(PlaceRows::elsewhereWithoutSecret)
            .arrives(),
        row("50", "redirects to three nodes in turn", Nodes.redirected(3)).arrives(),
        row("50b", "redirects to a dead node and a good one")
            .set(stage -> inTurn(stage.origin(), stage.nowhere(), Row.serveOn(stage.elsewhere())))
            .arrives(),
        row("50c", "redirects to a node that has it not, and one that has")
            .set(stage -> inTurn(stage.origin(), missing(stage), Row.serveOn(stage.elsewhere())))
            .arrivesOrFails("not-found"));
  }

  private static dev.haul.origin.Behaviour redirectTo(String url) {
    return Replies.redirectTo(url);
  }

  private static String elsewhereWithoutSecret(Stage stage) {
    String there = Row.serveOn(stage.elsewhere(), Refusals.refuseHeader("Authorization", 400));
    return Row.serveOn(stage.origin(), redirectTo(there), RefusalRows.wantsAuthorization(SECRET));
  }

  private static String missing(Stage stage) {
    return stage.elsewhere().serve("/missing.bin", Row.FILE, Refusals.status(404));
  }

  private static String inTurn(Origin origin, String first, String second) {
    return Row.serveOn(origin, Nodes.redirectedTo(List.of(first, second)));
  }

  /** Rows 52 and 53: whatever the name, the file stays in its folder. */
  static List<Row> names() {
    return List.of(
        name("52", "../../etc/cron.d/x", "filename=\"../../etc/cron.d/x\""),
        name("52b", "an absolute path", "filename=\"/etc/cron.d/x\""),
        name("52c", "C:\\...", "filename=\"C:\\\\Windows\\\\x.dll\""),
        name("52d", "CON", "filename=\"CON\""),
        name("52e", "encoded NUL and slashes", "filename*=UTF-8''a%00b%2F..%2F..%2Fc"),
        name("52f", "right-to-left override", "filename*=UTF-8''gpj%E2%80%AEexe.bin"),
        name("52g", "300 characters", "filename=\"" + "n".repeat(300) + "\""),
        name("52h", "..", "filename=\"..\""),
        name("52i", ".haul", "filename=\".haul\""),
        row(
                "53",
                "filename and filename* disagree",
                Replies.contentDisposition(
                    "attachment; filename=\"a.bin\"; filename*=UTF-8''b.bin"))
            .named("b.bin")
            .arrives(),
        name("53b", "filename* of a charset that is none", "filename*=nonsense''%ff%fe.bin"));
  }

  private static Row name(String number, String name, String parameter) {
    return row(number, "file name: " + name, Replies.contentDisposition("attachment; " + parameter))
        .arrives();
  }
}
