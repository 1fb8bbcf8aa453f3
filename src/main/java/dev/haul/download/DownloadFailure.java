package dev.haul.download;

import java.io.IOException;
import java.util.Objects;

/**
 * Why an attempt, or a whole download, did not work. Only route files map a failure to an action:
 * {@code failures}, {@code setbacks} and {@code refusals}.
 *
 * <p>It is an {@link IOException} so that it passes through HTTP client and streams as it is.
 */
public abstract sealed class DownloadFailure extends IOException permits Retryable, Permanent {

  private static final long serialVersionUID = 1L;

  private static final String URN = "urn:haul:problem:";

  private final String reason;

  DownloadFailure(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * The failure inside {@code exception}: Camel wraps what a bean in an expression throws.
   *
   * @return the first download failure or I/O error among the causes, else {@code exception}
   */
  public static Exception within(Exception exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException found) {
        return found;
      }
    }
    return exception;
  }

  /**
   * Why a download failed whose receipt is {@code receipt}, for those who want to see an exception.
   */
  public static DownloadFailure of(Receipt receipt) {
    Problem problem = receipt.error();
    if (problem == null) {
      String outcome = receipt.outcome().toString();
      problem = new Problem(URN + outcome, outcome, "the download was " + outcome, true);
    }
    return problem.retryable()
        ? new Retryable.NotDownloaded(receipt, problem)
        : new Permanent.NotDownloaded(receipt, problem);
  }

  static String reasonOf(Problem problem) {
    return problem.type().startsWith(URN) ? problem.type().substring(URN.length()) : "failed";
  }

  /** One word for receipts and metrics, for example {@code slow} or {@code not-found}. */
  public String reason() {
    return reason;
  }

  /** What a user is told when the download ends because of this. */
  public abstract Problem problem();

  final Problem inWords(boolean retryable) {
    String title = reason.replace('-', ' ');
    String detail = Objects.requireNonNullElse(getMessage(), title);
    return new Problem(URN + reason, title, detail, retryable);
  }
}
