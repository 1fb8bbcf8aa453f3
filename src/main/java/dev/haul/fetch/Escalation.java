package dev.haul.fetch;

import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.HttpUrl;
import dev.haul.download.Location;
import dev.haul.download.Permanent;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;

/**
 * When a rejected answer stands for more than itself: what only repeats, or contradicts what the
 * server did before, becomes another failure, which has another action in {@code
 * failures.camel.yaml}.
 */
public final class Escalation {

  /**
   * @param redirects most redirects of one request (RFC 9110 §15.4)
   * @param restarts how often a download may begin anew because the file changed
   */
  public record Settings(int redirects, int restarts) {}

  /**
   * As many answers may be invalid without any progress between them before ranges are given up.
   */
  private static final int INVALID_ANSWERS = 3;

  private final Settings settings;
  private final HostHabits habits;
  private final RefusedAnswers refusals;

  public Escalation(Settings settings, HostHabits habits, Flights flights) {
    this.settings = settings;
    this.habits = habits;
    this.refusals = new RefusedAnswers(flights);
  }

  DownloadFailure escalate(Flight flight, DownloadFailure failure) {
    Download download = flight.download();
    if (failure instanceof Retryable.Redirected redirected) {
      return follow(flight, redirected);
    }
    if (isAboutCondition(flight, failure)) {
      return withoutCondition(flight, failure);
    }
    if (failure instanceof Permanent.Refused refused) {
      return refusals.escalate(flight, refused);
    }
    if (failure instanceof Retryable.RemoteChanged
        && download.versions().changes() >= settings.restarts()) {
      return new Permanent.KeepsChanging(
          download.versions().changes(), String.valueOf(failure.getMessage()));
    }
    return isAboutRanges(flight, failure) ? ranges(download, failure) : failure;
  }

  /**
   * Whether the condition may be the reason: 412, or the whole file though it is the same and the
   * server has served ranges of it.
   */
  private static boolean isAboutCondition(Flight flight, DownloadFailure failure) {
    RemoteFile known = flight.download().remote();
    Asked asked = flight.asked();
    return failure instanceof Permanent.Refused refused
        ? refused.status() == 412 && (asked.ifRange() || asked.existing() != null)
        : failure instanceof Retryable.RangeIgnored
            && asked.ifRange()
            && known != null
            && known.ranges();
  }

  /** Validators are compared in any case: the condition only spares bytes. */
  private DownloadFailure withoutCondition(Flight flight, DownloadFailure failure) {
    if (flight.asked().ifRange()) {
      habits.dropsRangeWithIfRange(flight.url().origin());
      flight.download().location().dropIfRange();
    } else {
      flight.download().mayReuse(null);
    }
    return new Retryable.ConditionRefused(String.valueOf(failure.getMessage()));
  }

  private static boolean isAboutRanges(Flight flight, DownloadFailure failure) {
    return flight.chunk().ranged()
        && (failure instanceof Retryable.InvalidAnswer
            || failure instanceof Retryable.RangeIgnored
            || failure instanceof Retryable.RangeRefused);
  }

  private static DownloadFailure ranges(Download download, DownloadFailure failure) {
    boolean nothingToLose = failure instanceof Retryable.RangeRefused && download.remote() == null;
    return nothingToLose || download.versions().countBadRangeAnswer() >= INVALID_ANSWERS
        ? new Retryable.RangesUnusable(String.valueOf(failure.getMessage()))
        : failure;
  }

  private DownloadFailure follow(Flight flight, Retryable.Redirected redirected) {
    HttpUrl from = flight.url();
    HttpUrl to = redirected.location();
    if (from.isSecure() && !to.isSecure()) {
      return new Permanent.BadRedirect(
          from.withoutQuery() + " redirects from https to " + to.withoutQuery());
    }
    Location location = flight.download().location();
    if (location.redirect(from, to) > settings.redirects()) {
      return new Permanent.BadRedirect(
          location.first().withoutQuery() + ": more than " + settings.redirects() + " redirects");
    }
    return redirected;
  }
}
