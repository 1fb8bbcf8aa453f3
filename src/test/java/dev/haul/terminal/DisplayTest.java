package dev.haul.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.Receipts;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.Origin;
import dev.haul.download.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayTest {

  private static final DownloadRequest REQUEST =
      DownloadRequest.of("http://h/pos.csv", new Origin(Door.CLI, null, Instant.EPOCH));
  private static final List<Progress> UNDER_WAY =
      List.of(new Progress("1", "pos.csv", 10L, 5, 1, 1, 0, null));

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, UTF_8);

  @Test
  void printsAboveTheLiveRegionAndLeavesNothingOfItBehind() {
    try (LiveDisplay display =
        new LiveDisplay(() -> UNDER_WAY, () -> () -> new Screen.Extent(80, 24), out, false)) {
      display.draw();
      display.note("note");
      display.finished(Receipts.proven(REQUEST));
    }
    String text = written.toString(UTF_8);
    assertThat(text).contains("\033[1A\r\033[Jnote\n");
    assertThat(text)
        .contains("\033[Jproven     pos.csv  12.3 MB  2.5s  4.1 MB/s  sha-256 matches (request)\n");
    assertThat(text).endsWith("\033[1A\r\033[J");
  }

  @Test
  void writesPlainLinesWhenTheTerminalCannotMoveItsCursor() {
    try (LiveDisplay display = new LiveDisplay(() -> UNDER_WAY, () -> null, out, false)) {
      display.draw();
      display.finished(Receipts.failed(REQUEST, true));
    }
    assertThat(written.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "failed     http://h/pos.csv: the server said no (may work later)\n");
  }

  @Test
  void goesBackOverLinesThatANarrowerTerminalWrapped() {
    LiveRegion region = new LiveRegion();
    region.redraw(List.of("x".repeat(79), "y"), 80);
    assertThat(region.redraw(List.of(), 40)).isEqualTo("\033[3A\r\033[J");
  }

  @Test
  void colorsOnlyTheOutcome() {
    assertThat(FinishedLine.render(Receipts.failed(REQUEST, false), true))
        .isEqualTo("\033[31mfailed   \033[0m  http://h/pos.csv: the server said no");
  }

  @Test
  void turnsLogLinesIntoNotes() throws Exception {
    List<String> notes = new ArrayList<>();
    try (PrintStream log = new PrintStream(new NoteStream(notes::add, UTF_8), true, UTF_8)) {
      log.print("WARN é");
      log.print("t\r\nnext\n");
    }
    assertThat(notes).containsExactly("WARN ét", "next");
  }
}
