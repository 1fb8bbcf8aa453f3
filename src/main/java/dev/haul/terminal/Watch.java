package dev.haul.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** Draws something over and over at the bottom of the terminal until q or Ctrl-C is pressed. */
public final class Watch {

  private static final int CONTROL_C = 3;
  private static final int CONTROL_D = 4;
  private static final int ROWS_LEFT_FREE = 1;

  private final Duration period;
  private final PrintStream out;
  private final LiveRegion region = new LiveRegion();

  public Watch(Duration period, PrintStream out) {
    this.period = period;
    this.out = out;
  }

  /** What is to be seen, in lines that fit. */
  @FunctionalInterface
  public interface Picture {

    /** Lines no wider than {@code width}, and at most {@code height} of them. */
    List<String> draw(int width, int height);
  }

  /**
   * Returns when a key asks for the end; the last picture stays.
   *
   * @return false when there is no terminal that can move its cursor
   */
  public boolean run(Picture picture) throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build()) {
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        return false;
      }
      Attributes before = terminal.enterRawMode();
      Thread restore = new Thread(() -> terminal.setAttributes(before), "haul-terminal");
      Runtime.getRuntime().addShutdownHook(restore);
      try {
        // Ctrl-C comes as a key: it is how one ends this, and no failure.
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        draw(picture, terminal);
      } finally {
        terminal.setAttributes(before);
        Runtime.getRuntime().removeShutdownHook(restore);
      }
      return true;
    }
  }

  private void draw(Picture picture, Terminal terminal) throws IOException {
    NonBlockingReader keys = terminal.reader();
    do {
      Screen.Extent extent = Screen.sizeOf(terminal);
      // One column stays free: some terminals wrap when the last one is written.
      List<String> lines = picture.draw(extent.columns() - 1, extent.rows() - ROWS_LEFT_FREE);
      // Raw mode: a line feed alone would not go back to the first column.
      out.print(region.redraw(lines, extent.columns()).replace("\n", "\r\n"));
      out.flush();
    } while (!isEnd(keys.read(period.toMillis())));
  }

  private static boolean isEnd(int key) {
    return switch (key) {
      case 'q', 'Q', CONTROL_C, CONTROL_D, NonBlockingReader.EOF -> true;
      default -> false;
    };
  }
}
