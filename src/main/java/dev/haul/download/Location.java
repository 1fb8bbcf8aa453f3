package dev.haul.download;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a download come from: the URL asked for, what it leads to now, and what the
 * server there allows.
 *
 * <p>What a redirect leads to may expire. Then the URL asked for is asked again, by one flight for
 * all of them ({@link #renew}, {@link #ask}), until an answer is valid. Everything is guarded by
 * the location itself; it calls nobody.
 */
public final class Location {

  /**
   * A place that was asked for anew and refuses at once is asked for anew this often, not counted
   * those that requests under way to an older one may have used up.
   */
  private static final int FRUITLESS = 2;

  // All below guarded by this.
  private @Nullable HttpUrl first;
  private @Nullable HttpUrl url;
  private int redirects;
  private @Nullable String address;

  /** Whether {@link #url} has given a valid answer since it was set, and whether any ever has. */
  private boolean proven;

  private boolean everProven;

  /** Whether the URL asked for has to say anew where the file is. */
  private boolean stale;

  /** Number of the flight that asks it, or 0. */
  private long asker;

  private int fruitless;
  private @Nullable HttpUrl refused;

  /** A place that refused something and went on to serve: asking anew brings nothing. */
  private @Nullable HttpUrl steady;

  private boolean ifRange = true;
  private long largestServed;
  private long largestRange = Long.MAX_VALUE;

  /** Sets where requests go and forgets redirects that were followed. */
  public synchronized void startAt(HttpUrl asked) {
    first = asked;
    goTo(asked);
  }

  private void goTo(HttpUrl to) {
    url = to;
    redirects = 0;
    proven = false;
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
      proven = false;
    }
    return redirects;
  }

  /**
   * A place refused: the URL asked for is to say anew where the file is, unless it was asked since.
   *
   * @param place where the refusal came from
   * @param evenIfSteady also when that place refused before and went on to serve
   * @return false when asking anew brings nothing: no redirect led there, or it did not help before
   */
  public synchronized boolean renew(HttpUrl place, boolean evenIfSteady) {
    if (!place.equals(url)) {
      fruitless = 0;
      return everProven;
    }
    boolean promising = proven || (everProven && fruitless < FRUITLESS);
    if (place.equals(first) || !promising || (place.equals(steady) && !evenIfSteady)) {
      return false;
    }
    fruitless++;
    refused = place;
    stale = true;
    goTo(first());
    return true;
  }

  /** A place cannot be reached: the URL asked for may lead to another. */
  public synchronized void unreachable(HttpUrl place) {
    if (place.equals(url) && !place.equals(first)) {
      stale = true;
      goTo(first());
    }
  }

  /**
   * Whether a flight may ask where it was told to: while the URL asked for is asked anew, only one
   * may.
   *
   * @param flight its number, from 1
   */
  public synchronized boolean ask(long flight) {
    if (stale && asker == 0) {
      asker = flight;
    }
    return !stale || asker == flight;
  }

  /** A flight has landed, whatever came of it. */
  public synchronized void landed(long flight) {
    if (asker == flight) {
      asker = 0;
    }
  }

  /** Whether others have to wait until one flight knows where the file is. */
  public synchronized boolean isBeingAsked() {
    return stale && asker != 0;
  }

  /** An answer from {@code place} was valid. */
  public synchronized void proven(HttpUrl place) {
    everProven = true;
    if (place.equals(url)) {
      proven = true;
      stale = false;
      fruitless = 0;
      steady = place.equals(refused) ? place : steady;
    }
  }

  /** The server honoured a range of so many bytes. */
  public synchronized void served(long range) {
    largestServed = Math.max(largestServed, range);
  }

  /** The longest range that was honoured so far, in bytes. */
  public synchronized long largestServed() {
    return largestServed;
  }

  /** No range longer than this is to be asked for, in bytes. */
  public synchronized void allow(long range) {
    largestRange = Math.min(largestRange, range);
  }

  /** The longest range that may be asked for, in bytes. */
  public synchronized long largestRange() {
    return largestRange;
  }

  /** This server cannot handle {@code If-Range}. */
  public synchronized void dropIfRange() {
    ifRange = false;
  }

  public synchronized boolean takesIfRange() {
    return ifRange;
  }

  /** The address bytes came from last, or null. */
  public synchronized @Nullable String address() {
    return address;
  }

  public synchronized void servedBy(String remoteAddress) {
    address = remoteAddress;
  }
}
