package dev.haul.terminal;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which parts of a progress line a terminal of some width has room for.
 *
 * <p>It depends on the width alone, so that the parts of all lines stand below each other. In a
 * narrow terminal parts drop out, the least telling first; the name stays.
 *
 * @param name columns for the name
 * @param parts what is shown behind it
 */
record Layout(int name, Set<Part> parts) {

  static final String GAP = "  ";

  private static final int SMALLEST_NAME = 16;
  private static final int LARGEST_NAME = 28;

  /** The parts behind the name, the most telling first, and their columns. */
  enum Part {
    BYTES(19),
    BAR(27),
    SPEED(10),
    TIME_LEFT(6),
    CONNECTIONS(8);

    private final int columns;

    Part(int columns) {
      this.columns = columns;
    }

    int columns() {
      return columns;
    }
  }

  static Layout of(int width) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    int room = width;
    for (Part part : Part.values()) {
      int needed = GAP.length() + part.columns();
      if (room - needed < SMALLEST_NAME) {
        break;
      }
      room -= needed;
      parts.add(part);
    }
    return new Layout(Math.max(0, Math.min(room, LARGEST_NAME)), parts);
  }
}
