package dev.haul.terminal;

import java.util.List;

/**
 * The lines at the bottom of the terminal that are drawn over and over: makes the text to send.
 *
 * <p>The cursor rests below the last line. Each step is one string, so that nothing flickers and a
 * program that is killed leaves whole lines behind. Not safe for threads.
 */
final class LiveRegion {

  private static final String ERASE_BELOW = "\033[J";
  private static final String ERASE_REST_OF_LINE = "\033[K";

  private List<String> drawn = List.of();

  /** Takes the place of what was drawn before, on a terminal that is {@code columns} wide now. */
  String redraw(List<String> lines, int columns) {
    StringBuilder text = new StringBuilder(back(columns));
    lines.forEach(line -> text.append(line).append(ERASE_REST_OF_LINE).append('\n'));
    drawn = List.copyOf(lines);
    return text.append(ERASE_BELOW).toString();
  }

  /** Prints {@code line} for good, where the region began; the region is below it again. */
  String printAbove(String line, int columns) {
    List<String> region = drawn;
    String text = back(columns) + ERASE_BELOW + line + "\n";
    drawn = List.of();
    return text + redraw(region, columns);
  }

  /** Moves to the region's first line: a terminal that became narrower has wrapped the lines. */
  private String back(int columns) {
    int rows =
        drawn.stream()
            .mapToInt(line -> Math.max(1, (Columns.width(line) + columns - 1) / columns))
            .sum();
    return rows == 0 ? "" : "\033[" + rows + "A\r";
  }
}
