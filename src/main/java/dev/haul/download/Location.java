package dev.haul.download;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a download come from: the URL asked for, and what it leads to now.
 *
 * <p>Everything is guarded by the location itself; it calls nobody.
 */
public final class Location {

  // All below guarded by this.
  private @Nullable HttpUrl first;
  private @Nullable HttpUrl url;
  private int redirects;
  private @Nullable String address;

  /** Sets where requests go and forgets redirects that were followed. */
  public synchronized void startAt(HttpUrl asked) {
    first = asked;
    url = asked;
    redirects = 0;
  }

  /** Whether the request's URL was usable. */
  public synchronized boolean isKnown() {
    return url != null;
  }

  /** Where requests go now: the URL asked for, or what it redirects to. */
  public synchronized HttpUrl url() {
    return Objects.requireNonNull(url, "the planner has not set the URL yet");
  }

  /** The URL asked for. */
  public synchronized HttpUrl first() {
    return Objects.requireNonNull(first, "the planner has not set the URL yet");
  }

  /**
   * Follows a redirect, unless somebody went another way meanwhile.
   *
   * @param from where the redirect was met
   * @return how many were followed so far
   */
  public synchronized int redirect(HttpUrl from, HttpUrl to) {
    if (from.equals(url)) {
      url = to;
      redirects++;
    }
    return redirects;
  }

  /** The address bytes came from last, or null. */
  public synchronized @Nullable String address() {
    return address;
  }

  public synchronized void servedBy(String remoteAddress) {
    address = remoteAddress;
  }
}
