package dev.haul.terminal;

import static dev.haul.terminal.Layout.GAP;

import dev.haul.download.Progress;
import dev.haul.terminal.Layout.Part;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One download under way as one line that never wraps.
 *
 * <pre>
 * archive.tar.gz  [=======&gt;            ]  38%   12.3 MB / 32.0 MB    4.1 MB/s      5s   16 conn  3 retries
 * big.iso         [=&gt;                  ]   7%    0.7 GB / 9.9 GB  the host asked to wait 30 s  1 retry
 * </pre>
 */
final class ProgressLine {

  private ProgressLine() {}

  static String render(Progress download, int width) {
    Layout layout = Layout.of(width);
    StringBuilder line =
        new StringBuilder(Columns.pad(Columns.clean(download.name()), layout.name()));
    append(line, layout, Part.BAR, bar(download));
    append(line, layout, Part.BYTES, bytes(download));
    String note = download.note();
    if (note == null) {
      append(line, layout, Part.SPEED, Units.speed(download.bytesPerSecond()));
      append(line, layout, Part.TIME_LEFT, timeLeft(download));
      append(line, layout, Part.CONNECTIONS, download.connections() + " conn");
    } else {
      // Who waits has no speed: the reason takes its place.
      int room = width - Columns.width(line.toString()) - GAP.length();
      line.append(room > 0 ? GAP + Columns.head(Columns.clean(note), room) : "");
    }
    String retries = retries(download.retries());
    if (Columns.width(line.toString()) + retries.length() <= width) {
      line.append(retries);
    }
    return Columns.head(line.toString(), width).stripTrailing();
  }

  /** All of {@code downloads} as one, or null when there are not several. */
  static @Nullable Progress overall(List<Progress> downloads) {
    if (downloads.size() < 2) {
      return null;
    }
    boolean sizesKnown = downloads.stream().allMatch(download -> download.total() != null);
    return new Progress(
        "",
        "all " + downloads.size() + " under way",
        sizesKnown ? sum(downloads, ProgressLine::totalOf) : null,
        sum(downloads, Progress::bytes),
        sum(downloads, Progress::bytesPerSecond),
        (int) sum(downloads, Progress::connections),
        (int) sum(downloads, Progress::retries),
        null);
  }

  private static void append(StringBuilder line, Layout layout, Part part, String text) {
    if (layout.parts().contains(part)) {
      line.append(GAP).append(Columns.padLeft(text, part.columns()));
    }
  }

  private static String bar(Progress download) {
    Long total = download.total();
    return total == null ? "" : Bar.render(download.bytes(), total);
  }

  private static String bytes(Progress download) {
    Long total = download.total();
    String bytes = Units.size(download.bytes());
    return total == null ? bytes : bytes + " / " + Units.size(total);
  }

  private static String timeLeft(Progress download) {
    Long total = download.total();
    return total == null ? "" : Units.timeLeft(total - download.bytes(), download.bytesPerSecond());
  }

  private static String retries(int count) {
    return switch (count) {
      case 0 -> "";
      case 1 -> GAP + "1 retry";
      default -> GAP + count + " retries";
    };
  }

  private static long sum(List<Progress> downloads, ToLongFunction<Progress> part) {
    return downloads.stream().mapToLong(part).sum();
  }

  private static long totalOf(Progress download) {
    Long total = download.total();
    return total == null ? 0 : total;
  }
}
