package dev.haul.download;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shares the room of one file system among those that claim it: arithmetic, no disk, clock or lock.
 *
 * <p>Who waits is served in the order in which it asked. One behind that does fit may pass, as long
 * as all that pass take together no more than a tenth of what any of those before them needs: these
 * may wait a little longer for that, but not for ever.
 */
final class Rations {

  private static final int MAY_PASS = 10;

  /** As much may be written and not be counted yet. */
  private static final long BLUR = 16L << 20;

  /** A receipt and a name find room here. */
  private static final long LITTLE = 64 * 1024;

  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

  /**
   * What a file system has.
   *
   * @param usable bytes that can be written
   * @param keep bytes of these that are to stay free
   */
  record Room(long usable, long keep) {}

  private final Room room;

  /** In the order in which they asked. */
  private final List<DiskClaim> claims;

  Rations(Room room, List<DiskClaim> claims) {
    this.room = room;
    this.claims = claims;
  }

  /** Why the newest claim has to wait; null when it fits. */
  @Nullable String whyNot(DiskClaim newest) {
    Line line = new Line();
    claims.stream().filter(c -> c.isWaiting() && c != newest).forEach(line::join);
    long free = room.usable() - room.keep() - promised(newest);
    String why = whyNot(newest, newest.need(), free, line);
    if (why == null) {
      line.pass(newest.need());
    }
    return why;
  }

  private long promised(@Nullable DiskClaim except) {
    return claims.stream()
        .filter(claim -> !claim.isWaiting() && claim != except)
        .mapToLong(DiskClaim::need)
        .sum();
  }

  private @Nullable String whyNot(DiskClaim claim, long need, long free, Line line) {
    if (claim.isWhole() ? room.usable() < LITTLE : need > free) {
      return lacks(need, free);
    }
    return need <= line.allowance
        ? null
        : "needs " + inWords(need) + ", behind one that needs " + inWords(line.strictest);
  }

  /** Those that wait, from the first on, and what the next one may take before them. */
  private static final class Line {
    private final List<DiskClaim> waiting = new ArrayList<>();
    private long allowance = Long.MAX_VALUE;

    /** What the one needs that allows the least. */
    private long strictest;

    /** What has all of its bytes needs no more than a name: it keeps nobody back. */
    void join(DiskClaim claim) {
      if (claim.isWhole()) {
        return;
      }
      long need = claim.need();
      waiting.add(claim);
      if (need / MAY_PASS - claim.passed < allowance) {
        allowance = need / MAY_PASS - claim.passed;
        strictest = need;
      }
    }

    void pass(long bytes) {
      waiting.forEach(claim -> claim.passed += bytes);
      allowance -= bytes;
    }
  }

  private static String lacks(long need, long free) {
    String has = ", has " + inWords(Math.max(0, free));
    return (need == 0 ? "needs room" : "needs " + inWords(need)) + has;
  }

  /**
   * Those that write and have to stop, because others took of the disk what was reserved: all of
   * them when what is to stay free is touched; before that the newest, so that the others get done.
   * A fourth of what is to stay free may go to the bookkeeping of the file system itself.
   */
  Map<DiskClaim, String> tooMany() {
    Map<DiskClaim, String> tooMany = new LinkedHashMap<>();
    long tolerated = room.keep() / 4;
    boolean touched = room.usable() < room.keep() - tolerated;
    long left = room.usable() - room.keep();
    boolean first = true;
    for (DiskClaim claim : claims) {
      if (claim.isWaiting() || claim.isWhole()) {
        continue;
      }
      long need = claim.need();
      boolean missing = need > left + Math.max(tolerated, BLUR);
      if (touched || (missing && !first && !claim.isStream())) {
        tooMany.put(claim, lacks(need, left));
      } else {
        left -= need;
        first = false;
      }
    }
    return tooMany;
  }

  /**
   * Those that wait and may go on. The others know afterwards why they may not.
   *
   * @param now {@link System#nanoTime}
   */
  List<DiskClaim> next(long now) {
    List<DiskClaim> next = new ArrayList<>();
    Line line = new Line();
    long free = room.usable() - room.keep() - promised(null);
    for (DiskClaim claim : claims) {
      if (!claim.isWaiting()) {
        continue;
      }
      long need = claim.need();
      String why = whyNot(claim, need, free, line);
      if (why == null && claim.mayTry(now)) {
        free -= need;
        line.pass(need);
        next.add(claim);
        continue;
      }
      if (why != null) {
        claim.explained(now);
        claim.await(why);
      }
      line.join(claim);
    }
    return next;
  }

  /** Decimal, with one digit behind the point: {@code 40.0 GB}. */
  static String inWords(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= (unit == 0 ? 1000 : 999.95) && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
