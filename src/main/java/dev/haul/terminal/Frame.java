package dev.haul.terminal;

import dev.haul.download.Progress;
import java.util.ArrayList;
import java.util.List;

/** What the live region shows: a pure function of the downloads and the size of the terminal. */
final class Frame {

  private Frame() {}

  /**
   * One line a download, an overall line when there are several, and none wider than {@code width}.
   *
   * @param height most lines there may be
   */
  static List<String> render(List<Progress> downloads, int width, int height) {
    Progress overall = ProgressLine.overall(downloads);
    int rows = Math.max(1, height);
    int room = overall == null ? rows : Math.max(0, rows - 1);
    int shown = downloads.size() <= room ? downloads.size() : Math.max(0, room - 1);
    List<String> lines = new ArrayList<>();
    for (Progress download : downloads.subList(0, shown)) {
      lines.add(ProgressLine.render(download, width));
    }
    if (shown < downloads.size() && lines.size() < room) {
      lines.add(Columns.head("... and " + (downloads.size() - shown) + " more", width));
    }
    if (overall != null) {
      lines.add(ProgressLine.render(overall, width));
    }
    return lines;
  }
}
