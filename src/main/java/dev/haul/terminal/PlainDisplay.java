package dev.haul.terminal;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** For pipes and files: a line a finished download, and to stderr a sign of life now and then. */
final class PlainDisplay implements Display {

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int WIDTH = 120;

  private final PrintStream out;
  private final PrintStream err;
  private final Ticker ticker;

  PlainDisplay(Supplier<List<Progress>> progress, PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.ticker = Ticker.start(PERIOD, PERIOD, () -> signOfLife(progress.get()));
  }

  @Override
  public void finished(Receipt receipt) {
    (receipt.outcome().isSuccess() ? out : err).println(FinishedLine.render(receipt, false));
  }

  @Override
  public void note(String line) {
    err.println(line);
  }

  @Override
  public void close() {
    ticker.close();
  }

  private void signOfLife(List<Progress> downloads) {
    if (!downloads.isEmpty()) {
      List<String> lines = Frame.render(downloads, WIDTH, 1);
      err.println(lines.get(lines.size() - 1));
    }
  }
}
