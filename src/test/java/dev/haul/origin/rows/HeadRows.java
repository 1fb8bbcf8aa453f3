package dev.haul.origin.rows;

import static dev.haul.origin.rows.Row.row;

import dev.haul.origin.Heads;
import java.util.List;

/** Row 61, and heads that bend the grammar of RFC 9112. */
final class HeadRows {
  private HeadRows() {}

  static List<Row> floods() {
    return List.of(
        row("61", "header fields without end", Heads.endless()).fails(),
        row("61b", "a header line without end", Heads.endlessLine()).fails(),
        row("61c", "a header line of 1 MB", Heads.longLine(1_000_000)).arrivesOrFails(),
        row("61d", "a header line of 8 KB", Heads.longLine(8000)).arrives(),
        row("61e", "100,000 header fields", Heads.fields(100_000)).arrivesOrFails(),
        row("61f", "80 header fields", Heads.fields(80)).arrives(),
        row("61g", "interim answers without end", Heads.interimFlood()).fails(),
        row("61h", "interim answers without end at first", Heads.interimFlood().first(2)).arrives(),
        row("61i", "header fields without end at first", Heads.endless().first(2)).arrives());
  }

  static List<Row> grammar() {
    return List.of(
        row("+1", "103 Early Hints before the answer", Heads.interim(103, 1)).arrives(),
        row("+2", "five times 100 before the answer", Heads.interim(100, 5)).arrives(),
        row("+3", "HTTP/1.0", Heads.http10()).arrives(),
        row("+4", "status line without reason", Heads.statusLine("HTTP/1.1 %d")).arrives(),
        row("+5", "status line in lower case", Heads.statusLine("http/1.1 %d fine"))
            .arrivesOrFails("gave-up"),
        row("+6", "status line with two spaces", Heads.statusLine("HTTP/1.1  %d  Fine"))
            .arrivesOrFails("gave-up"),
        row("+7", "status line of another protocol", Heads.statusLine("ICY %d OK"))
            .arrivesOrFails("gave-up"),
        row("+8", "101 at first", Heads.statusLine("HTTP/1.1 101 Switching Protocols").first(2))
            .arrives(),
        row("+9", "nonsense before the status line at first", Heads.before("nonsense\r\n").first(2))
            .arrives(),
        row("+10", "head with LF alone", Heads.bareLineFeeds()).arrives(),
        row("+11", "folded header line", Heads.lines("X-Folded: a\r\n b\r\n\tc\r\n")).arrives(),
        row("+12", "header line without colon", Heads.lines("nonsense\r\n"))
            .arrivesOrFails("gave-up"),
        row("+13", "NUL in a header line", Heads.lines("X-Nul: a\0b\r\n"))
            .arrivesOrFails("gave-up"),
        row("+14", "head one byte every 2 ms", Heads.slow(2)).arrives(),
        row("+15", "head one byte every 300 ms at first", Heads.slow(300).first(2)).arrives(),
        row("+16", "head one byte every 300 ms always", Heads.slow(300)).fails());
  }
}
