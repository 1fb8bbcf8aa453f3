package dev.haul.terminal;

import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The kinds of display there are. */
public final class Displays {

  private Displays() {}

  /** A live region; turns plain by itself when the terminal cannot move its cursor. */
  public static Display live(Supplier<List<Progress>> progress, PrintStream out) {
    String noColor = System.getenv("NO_COLOR"); // see no-color.org
    return new LiveDisplay(progress, Screen::open, out, noColor == null || noColor.isEmpty());
  }

  /** A line a download on {@code out}; failures and signs of life on {@code err}. */
  public static Display plain(Supplier<List<Progress>> progress, PrintStream out, PrintStream err) {
    return new PlainDisplay(progress, out, err);
  }

  /** Gives receipts to a program, and everything else to {@code err}. */
  public static Display forProgram(Consumer<Receipt> receipts, PrintStream err) {
    return new Display() {
      @Override
      public synchronized void finished(Receipt receipt) {
        receipts.accept(receipt);
      }

      @Override
      public void note(String line) {
        err.println(line);
      }

      @Override
      public void close() {
        // Nothing is left on the screen.
      }
    };
  }

  /** Tells only what failed. */
  public static Display quiet(PrintStream err) {
    return forProgram(
        receipt -> {
          if (!receipt.outcome().isSuccess()) {
            err.println(FinishedLine.render(receipt, false));
          }
        },
        err);
  }
}
