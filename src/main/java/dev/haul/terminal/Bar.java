package dev.haul.terminal;

import java.util.Locale;

/** A bar and the percentage: {@code [=====> ] 52%}. */
final class Bar {

  private static final int CELLS = 20;

  private Bar() {}

  static String render(long bytes, long total) {
    double done = total <= 0 ? 1 : Math.min(1, Math.max(0, (double) bytes / total));
    int cells = (int) (done * CELLS);
    String filled = "=".repeat(cells) + (cells < CELLS ? ">" : "");
    // Rounded down: 100 % is said only when it is all there.
    return String.format(
        Locale.ROOT, "[%-" + CELLS + "s] %3d%%", filled, (int) Math.floor(done * 100));
  }
}
