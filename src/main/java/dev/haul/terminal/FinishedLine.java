package dev.haul.terminal;

import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import java.nio.file.Path;
import java.util.Locale;

/** How one download ended, in one line for people. */
final class FinishedLine {

  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";

  private FinishedLine() {}

  static String render(Receipt receipt, boolean color) {
    boolean success = receipt.outcome().isSuccess();
    String word = Columns.pad(receipt.outcome().toString(), "unchanged".length());
    String colored = color ? (success ? GREEN : RED) + word + PLAIN : word;
    return colored + "  " + Columns.clean(success ? published(receipt) : failed(receipt));
  }

  private static String published(Receipt receipt) {
    Receipt.PublishedFile file = receipt.file();
    if (file == null) {
      return receipt.id();
    }
    Path name = Path.of(file.path()).getFileName();
    String what = (name == null ? file.path() : name) + "  " + Units.size(file.size());
    String how =
        receipt.outcome() == Receipt.Outcome.PROVEN
            ? "  " + effort(receipt.transfer()) + "  " + proof(receipt)
            : "";
    String warnings =
        receipt.warnings().isEmpty() ? "" : "  (" + String.join("; ", receipt.warnings()) + ")";
    return what + how + warnings;
  }

  private static String effort(Receipt.Transfer transfer) {
    return String.format(
        Locale.ROOT,
        "%.1fs  %s",
        transfer.durationMillis() / 1000.0,
        Units.speed(transfer.meanBytesPerSecond()));
  }

  private static String proof(Receipt receipt) {
    return switch (receipt.proof().grade()) {
      case DIGEST ->
          receipt.proof().checks().stream()
              .filter(Receipt.Check::matched)
              .findFirst()
              .map(check -> check.algorithm() + " matches (" + check.source() + ")")
              .orElse("digest matches");
      case PIECES -> "all pieces match";
      case LENGTH -> "length matches, no digest known";
      case NONE -> "nothing to compare with";
    };
  }

  private static String failed(Receipt receipt) {
    String url = receipt.sources().isEmpty() ? receipt.id() : receipt.sources().get(0).url();
    Problem error = receipt.error();
    if (error == null) {
      return url;
    }
    boolean named = error.detail().startsWith(url.replaceFirst("\\?.*", ""));
    return (named ? "" : url + ": ")
        + error.detail()
        + (error.retryable() ? " (may work later)" : "");
  }
}
