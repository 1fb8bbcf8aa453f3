package dev.haul;

import dev.haul.download.Problem;
import dev.haul.download.Receipt;

/** How a run ends, for scripts; the numbers are contract. */
final class ExitCode {

  static final int ALL_PROVEN = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** {@code EX_TEMPFAIL} of sysexits.h: the same command may succeed later. */
  static final int TRY_AGAIN = 75;

  /** 128 + the number of the signal, as shells count. */
  static final int INTERRUPTED = 130;

  static final int TERMINATED = 143;

  private ExitCode() {}

  /** What a run ends with that had ended with {@code before} and then meets {@code receipt}. */
  static int after(int before, Receipt receipt) {
    if (receipt.outcome().isSuccess() || before == FAILED) {
      return before;
    }
    Problem error = receipt.error();
    return error != null && error.retryable() ? TRY_AGAIN : FAILED;
  }
}
