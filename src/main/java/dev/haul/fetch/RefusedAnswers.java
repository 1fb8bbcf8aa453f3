package dev.haul.fetch;

import dev.haul.download.ByteRange;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Location;
import dev.haul.download.Permanent;
import dev.haul.download.Retryable;
import java.time.Duration;
import java.util.Set;

/**
 * What a refusal (RFC 9110 §15.5) stands for. The same status may mean that a signed URL has
 * expired, that a range is too long, that there are too many connections, or what it says; asked in
 * this order:
 *
 * <ol>
 *   <li>the place was reached by a redirect and has served before: ask where the file is now;
 *   <li>nothing was served yet, and a range was asked for: ask without;
 *   <li>the range is longer than any that was served, and 1 MiB at least: halve it;
 *   <li>403 while other connections are served: there are too many of them;
 *   <li>the place was reached by a redirect, and requests under way may have used it up: later;
 *   <li>it means what it says.
 * </ol>
 */
final class RefusedAnswers {

  /** Expired URLs get any of these; 400 comes from S3, with XML that says so. */
  private static final Set<Integer> EXPIRED = Set.of(400, 401, 403, 404, 410);

  /** What servers say that do not like the range. */
  private static final Set<Integer> ABOUT_RANGES = Set.of(400, 403);

  /** No server is known to refuse shorter ranges because of their length. */
  private static final long SHORT_ENOUGH = 1L << 20;

  private final Flights flights;
  private final HostHabits habits;

  RefusedAnswers(Flights flights, HostHabits habits) {
    this.flights = flights;
    this.habits = habits;
  }

  DownloadFailure escalate(Flight flight, Permanent.Refused refused) {
    Download download = flight.download();
    Location location = download.location();
    int status = refused.status();
    if (!EXPIRED.contains(status)) {
      return refused;
    }
    if (location.renew(flight.url(), false)) {
      return expired(flight, refused);
    }
    Asked asked = flight.asked();
    boolean aboutRange = asked.ranged() && ABOUT_RANGES.contains(status);
    if (download.remote() == null) {
      return unbegun(flight, refused, aboutRange);
    }
    if (aboutRange && isTooLong(asked.range(), location)) {
      return halved(flight, asked.range());
    }
    boolean company = flights.hadCompany(flight);
    if (status == 403 && company) {
      return busy(flight, status);
    }
    if (location.renew(flight.url(), true)) {
      return expired(flight, refused);
    }
    return company && !flight.url().equals(location.first())
        ? busy(flight, status)
        : new Permanent.Refused(status, flight.url(), download.covered().size());
  }

  private static DownloadFailure busy(Flight flight, int status) {
    String refused = flight.url().withoutQuery() + ": refused (" + status + ")";
    return new Retryable.ServerBusy(refused + " while other connections go on", Duration.ZERO);
  }

  /** Nothing was served yet. A 404 may be about the range, unless the server is known better. */
  private DownloadFailure unbegun(Flight flight, Permanent.Refused refused, boolean aboutRange) {
    String host = flight.url().origin();
    boolean perhaps =
        flight.asked().ranged() && refused.status() == 404 && !habits.of(host).ranges();
    if (aboutRange || perhaps) {
      return new Retryable.RangesUnusable(String.valueOf(refused.getMessage()));
    }
    habits.ranges(host);
    return refused;
  }

  private static DownloadFailure expired(Flight flight, DownloadFailure now) {
    return new Retryable.UrlExpired(flight.url(), String.valueOf(now.getMessage()));
  }

  private static boolean isTooLong(ByteRange range, Location location) {
    return range.length() > Math.max(SHORT_ENOUGH, location.largestServed());
  }

  /** Ranges that were asked for before the limit fell are cut to the limit, not to their half. */
  private static DownloadFailure halved(Flight flight, ByteRange range) {
    Location location = flight.download().location();
    if (range.length() <= location.largestRange()) {
      location.allow((range.length() + 1) / 2);
    }
    long length = location.largestRange();
    flight.download().meter().planned(range.pieces(length).size() - 1);
    return new Retryable.RangeTooLong(range, length);
  }
}
