package dev.haul.download;

import java.io.IOException;
import java.util.Objects;

/**
 * Why an attempt, or a whole download, did not work. Only {@code failures.camel.yaml} maps a
 * failure to an action.
 *
 * <p>It is an {@link IOException} so that it passes through HTTP client and streams as it is.
 */
public abstract sealed class DownloadFailure extends IOException permits Retryable, Permanent {

  private static final long serialVersionUID = 1L;

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

  /** One word for receipts and metrics, for example {@code slow} or {@code not-found}. */
  public String reason() {
    return reason;
  }

  /** What a user is told when the download ends because of this. */
  public abstract Problem problem();

  final Problem problem(boolean retryable) {
    String title = reason.replace('-', ' ');
    String detail = Objects.requireNonNullElse(getMessage(), title);
    return new Problem("urn:haul:problem:" + reason, title, detail, retryable);
  }
}
