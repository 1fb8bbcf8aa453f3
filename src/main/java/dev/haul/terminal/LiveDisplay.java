package dev.haul.terminal;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * For a terminal: finished downloads scroll by, those under way are drawn below them.
 *
 * <p>The monitor of this object is the terminal's: whoever writes holds it.
 */
final class LiveDisplay implements Display {

  /** What is done by then needs no display, and no terminal has to be opened for it. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final Duration PERIOD = Duration.ofMillis(150);
  private static final int ROWS_LEFT_FREE = 2;

  private final Supplier<List<Progress>> progress;
  private final Supplier<@Nullable Screen> opener;
  private final PrintStream out;
  private final boolean color;
  private final Ticker ticker;

  /** Guarded by this. */
  private final LiveRegion region = new LiveRegion();

  /** Guarded by this. */
  private boolean closed;

  /** Null until opened; written by the ticker's thread, guarded by this. */
  private @Nullable Screen screen;

  LiveDisplay(
      Supplier<List<Progress>> progress,
      Supplier<@Nullable Screen> opener,
      PrintStream out,
      boolean color) {
    this.progress = progress;
    this.opener = opener;
    this.out = out;
    this.color = color;
    this.ticker = Ticker.start(PATIENCE, PERIOD, this::draw);
  }

  @Override
  public void finished(Receipt receipt) {
    note(FinishedLine.render(receipt, color));
  }

  @Override
  public synchronized void note(String line) {
    if (screen == null || closed) {
      out.println(line);
    } else {
      write(region.printAbove(line, screen.extent().columns()));
    }
  }

  @Override
  public void close() {
    ticker.close();
    synchronized (this) {
      if (!closed && screen != null) {
        write(region.redraw(List.of(), screen.extent().columns()));
      }
      closed = true;
    }
  }

  void draw() {
    Screen opened = opened();
    if (opened == null) {
      ticker.close();
      return;
    }
    List<Progress> downloads = progress.get();
    Screen.Extent extent = opened.extent();
    List<String> lines =
        downloads.isEmpty()
            ? List.of()
            // One column stays free: some terminals wrap when the last one is written.
            : Frame.render(downloads, extent.columns() - 1, extent.rows() - ROWS_LEFT_FREE);
    synchronized (this) {
      if (!closed) {
        write(region.redraw(lines, extent.columns()));
      }
    }
  }

  private @Nullable Screen opened() {
    synchronized (this) {
      if (screen != null || closed) {
        return screen;
      }
    }
    Screen opened = opener.get();
    synchronized (this) {
      screen = opened;
    }
    return opened;
  }

  private void write(String text) {
    out.print(text);
    out.flush();
  }
}
