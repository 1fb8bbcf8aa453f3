package dev.haul.terminal;

import dev.haul.download.Progress;
import java.util.ArrayList;
import java.util.List;

/** A running Haul in a few lines: a pure function of what it does and the size of the terminal. */
public final class OverviewFrame {

  private OverviewFrame() {}

  /**
   * A line on all of it, then one a download, and none wider than {@code width}.
   *
   * @param height most lines there may be
   */
  public static List<String> render(Overview overview, int width, int height) {
    List<String> lines = new ArrayList<>();
    lines.add(Columns.head(summary(overview), width));
    int room = Math.max(0, height - 1);
    int all = Math.max(overview.counts().all(), overview.downloads().size());
    int shown = Math.min(overview.downloads().size(), all <= room ? room : room - 1);
    for (Progress download : overview.downloads().subList(0, Math.max(0, shown))) {
      lines.add(ProgressLine.render(download, width));
    }
    if (lines.size() < height && all > Math.max(0, shown)) {
      lines.add(Columns.head("... and " + (all - Math.max(0, shown)) + " more", width));
    }
    return lines;
  }

  /** Something else to say in its place. */
  public static List<String> message(String text, int width) {
    return List.of(Columns.head(Columns.clean(text), width));
  }

  private static String summary(Overview overview) {
    Overview.Counts counts = overview.counts();
    List<String> parts = new ArrayList<>();
    if (counts.active() > 0) {
      parts.add(Units.speed(overview.bytesPerSecond()));
      parts.add(counts.active() + " running");
      parts.add(overview.connections() + " conn");
    }
    if (counts.waiting() > 0) {
      parts.add(counts.waiting() + " waiting");
    }
    if (counts.paused() > 0) {
      parts.add(counts.paused() + " paused");
    }
    return (parts.isEmpty() ? "nothing under way" : String.join("  ", parts))
        + "  "
        + Columns.clean(overview.where());
  }
}
