package dev.haul.fetch;

import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.HttpUrl;
import dev.haul.download.Location;
import dev.haul.download.Permanent;
import dev.haul.download.Retryable;

/**
 * When a rejected answer stands for more than itself: what only repeats becomes another failure,
 * which has another action in {@code failures.camel.yaml}.
 *
 * @param redirects most redirects of one request (RFC 9110 §15.4)
 * @param restarts how often a download may begin anew because the file changed
 */
public record Escalation(int redirects, int restarts) {

  /**
   * As many answers may be invalid without any progress between them before ranges are given up.
   */
  private static final int INVALID_ANSWERS = 3;

  DownloadFailure escalate(Flight flight, DownloadFailure failure) {
    Chunk chunk = flight.chunk();
    Download download = flight.download();
    if (failure instanceof Retryable.Redirected redirected) {
      return follow(flight, redirected);
    }
    if (failure instanceof Retryable.RemoteChanged && download.versions().changes() >= restarts) {
      return new Permanent.KeepsChanging(
          download.versions().changes(), String.valueOf(failure.getMessage()));
    }
    boolean aboutRanges =
        failure instanceof Retryable.InvalidAnswer
            || failure instanceof Retryable.RangeIgnored
            || failure instanceof Retryable.RangeRefused;
    boolean nothingToLose = failure instanceof Retryable.RangeRefused && download.remote() == null;
    if (aboutRanges
        && chunk.ranged()
        && (nothingToLose || download.versions().countBadRangeAnswer() >= INVALID_ANSWERS)) {
      return new Retryable.RangesUnusable(String.valueOf(failure.getMessage()));
    }
    return failure;
  }

  private DownloadFailure follow(Flight flight, Retryable.Redirected redirected) {
    HttpUrl from = flight.url();
    HttpUrl to = redirected.location();
    if (from.isSecure() && !to.isSecure()) {
      return new Permanent.BadRedirect(
          from.withoutQuery() + " redirects from https to " + to.withoutQuery());
    }
    Location location = flight.download().location();
    if (location.redirect(from, to) > redirects) {
      return new Permanent.BadRedirect(
          location.first().withoutQuery() + ": more than " + redirects + " redirects");
    }
    return redirected;
  }
}
