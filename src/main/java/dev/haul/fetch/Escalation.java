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
  private static final int INVALID_RANGES = 3;

  /** As many before the download is given up: ranges, and after them a stream, were tried. */
  private static final int INVALID_ANSWERS = 8;

  /** As many before a range is suspected: with the usual back-off a quarter of a minute. */
  private static final int BUSY_ANSWERS = 6;

  private final Settings settings;
  private final HostHabits habits;
  private final Flights flights;
  private final RefusedAnswers refusals;

  public Escalation(Settings settings, HostHabits habits, Flights flights) {
    this.settings = settings;
    this.habits = habits;
    this.flights = flights;
    this.refusals = new RefusedAnswers(flights, habits);
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
    if (failure instanceof Retryable.OtherVersion other) {
      return otherVersion(flight, other);
    }
    if (failure instanceof Retryable.RemoteChanged changed) {
      return changed(download, changed);
    }
    if (failure instanceof Retryable.ServerBusy busy) {
      return busy(flight, busy);
    }
    if (failure instanceof Retryable.PageInstead) {
      return page(flight, failure);
    }
    return isInvalid(failure) ? invalid(flight, failure) : failure;
  }

  /** A server that never served a range, and does not say when, may be busy for ranges only. */
  private DownloadFailure busy(Flight flight, Retryable.ServerBusy failure) {
    boolean perhapsForRanges =
        flight.asked().ranged()
            && flight.download().remote() == null
            && failure.retryAfter().isZero()
            && !habits.of(flight.url().origin()).ranges();
    return perhapsForRanges && flight.chunk().attempt() >= BUSY_ANSWERS
        ? new Retryable.RangesUnusable(String.valueOf(failure.getMessage()))
        : failure;
  }

  private DownloadFailure otherVersion(Flight flight, Retryable.OtherVersion other) {
    Download download = flight.download();
    RemoteFile known = download.remote();
    if (known == null) {
      return other;
    }
    boolean hope =
        download.meter().bodiesUnderWay() > 0 || !flights.written(download).ranges().isEmpty();
    return switch (download.versions().judge(known, other.seen(), hope, System.nanoTime())) {
      case AGAIN -> other;
      case LATER -> new Retryable.VersionInDoubt(other);
      case CHANGED -> changed(download, new Retryable.RemoteChanged(other));
      case ONE_STREAM ->
          new Retryable.RangesUnusable("servers disagree on the version: " + other.getMessage());
    };
  }

  private DownloadFailure changed(Download download, Retryable.RemoteChanged failure) {
    int changes = download.versions().changes();
    return changes >= settings.restarts()
        ? new Permanent.KeepsChanging(changes, String.valueOf(failure.getMessage()))
        : failure;
  }

  /** The place may have expired; or the session has, and asking again brings nothing else. */
  private static DownloadFailure page(Flight flight, DownloadFailure failure) {
    Download download = flight.download();
    if (download.location().renew(flight.url(), true)) {
      return new Retryable.UrlExpired(flight.url(), String.valueOf(failure.getMessage()));
    }
    return download.versions().countBadAnswer() >= INVALID_ANSWERS
        ? new Permanent.PageInsteadOfFile(
            flight.url(), String.valueOf(download.location().first().lastSegment()))
        : failure;
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

  private static boolean isInvalid(DownloadFailure failure) {
    return failure instanceof Retryable.InvalidAnswer
        || failure instanceof Retryable.RangeIgnored
        || failure instanceof Retryable.RangeRefused;
  }

  private static DownloadFailure invalid(Flight flight, DownloadFailure failure) {
    Download download = flight.download();
    String last = String.valueOf(failure.getMessage());
    int count = download.versions().countBadAnswer();
    boolean nothingToLose = failure instanceof Retryable.RangeRefused && download.remote() == null;
    if (flight.chunk().ranged()) {
      return nothingToLose || count >= INVALID_RANGES
          ? new Retryable.RangesUnusable(last)
          : failure;
    }
    return count >= INVALID_ANSWERS ? new Permanent.InvalidAnswers(last) : failure;
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
