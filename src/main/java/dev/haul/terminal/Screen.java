package dev.haul.terminal;

import java.io.IOException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** How large the terminal is now; a lambda in tests. */
@FunctionalInterface
interface Screen {

  /** Width and height in characters. */
  record Extent(int columns, int rows) {}

  Extent extent();

  /**
   * Asks JLine, which loads native code: tens of milliseconds a short run does without.
   *
   * @return null when this is no terminal that can move its cursor
   */
  static @Nullable Screen open() {
    try {
      // dumb(true): without a real terminal JLine would log a warning.
      // Signals stay with the program: JLine's default would put the JVM's handlers back.
      Terminal terminal =
          TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
      String type = terminal.getType();
      return type.startsWith(Terminal.TYPE_DUMB) ? null : () -> sizeOf(terminal);
    } catch (IOException | RuntimeException | LinkageError unusable) {
      return null;
    }
  }

  static Extent sizeOf(Terminal terminal) {
    Size size = terminal.getSize();
    // Some terminals do not know; 80 x 24 is what everybody assumes then.
    return new Extent(
        size.getColumns() > 0 ? size.getColumns() : 80, size.getRows() > 0 ? size.getRows() : 24);
  }
}
