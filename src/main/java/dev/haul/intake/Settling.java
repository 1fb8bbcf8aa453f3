package dev.haul.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a file of the inbox may be taken: when nobody writes to it any more, and few enough
 * are in work.
 *
 * <p>A file is settled when its size and time of change stayed the same for a while by our own
 * clock, or when at first sight its last change is that long ago. So neither a slow writer nor a
 * time in the future confuses it, and nothing ever waits.
 */
final class Settling {

  /** How long a file that failed or was given back is left alone while it does not change. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  /** The same for a file that ought to be gone, in case it cannot be moved. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private static final Duration FORGET = Duration.ofSeconds(10);

  private enum State {
    SEEN,
    OFFERED,
    OPEN
  }

  private static final class Sighting {
    private final long size;
    private final long changed;
    private Instant since;
    private Instant looked;
    private Instant notBefore = Instant.EPOCH;
    private State state = State.SEEN;

    Sighting(long size, long changed, Instant now) {
      this.size = size;
      this.changed = changed;
      since = now;
      looked = now;
    }
  }

  private final Duration settle;
  private final int limit;

  /** Guarded by this. */
  private final Map<String, Sighting> files = new HashMap<>();

  /** Files that are not merely seen. Guarded by this. */
  private int busy;

  /** Guarded by this. */
  private Instant swept = Instant.EPOCH;

  Settling(Duration settle, int limit) {
    this.settle = settle;
    this.limit = limit;
  }

  /** Whether {@code file} may be taken now; a yes counts as in work until it is found again. */
  synchronized boolean offer(String file, long size, Instant changed, Instant now) {
    sweep(now);
    Sighting sighting = files.get(file);
    if (sighting != null && sighting.state == State.OPEN) {
      return false;
    }
    long stamp = changed.toEpochMilli();
    if (sighting == null || sighting.size != size || sighting.changed != stamp) {
      boolean old = sighting == null && !changed.plus(settle).isAfter(now);
      release(sighting);
      sighting = new Sighting(size, stamp, old ? changed : now);
      files.put(file, sighting);
    }
    sighting.looked = now;
    if (now.isBefore(sighting.since)) {
      sighting.since = now; // the clock was set back
    }
    release(sighting); // offered before, but not taken: the consumer was suspended
    boolean ripe = !sighting.since.plus(settle).isAfter(now);
    if (!ripe || now.isBefore(sighting.notBefore) || busy >= limit) {
      return false;
    }
    sighting.state = State.OFFERED;
    busy++;
    return true;
  }

  /** Work on {@code file} begins. */
  synchronized void began(String file, Instant now) {
    Sighting sighting = files.computeIfAbsent(file, name -> new Sighting(-1, -1, now));
    busy += sighting.state == State.SEEN ? 1 : 0;
    sighting.state = State.OPEN;
  }

  /** Work on {@code file} ended; while the file stays as it is, it rests for {@code pause}. */
  synchronized void ended(String file, Duration pause, Instant now) {
    Sighting sighting = files.get(file);
    if (sighting != null) {
      release(sighting);
      sighting.looked = now;
      sighting.notBefore = now.plus(pause);
    }
  }

  synchronized int inWork() {
    return busy;
  }

  /** Number of files known. */
  synchronized int known() {
    return files.size();
  }

  private void release(@Nullable Sighting sighting) {
    if (sighting != null && sighting.state != State.SEEN) {
      sighting.state = State.SEEN;
      busy--;
    }
  }

  /** Forgets files that vanished. */
  private void sweep(Instant now) {
    if (swept.isAfter(now) || swept.plus(FORGET).isBefore(now)) {
      swept = now;
      files
          .values()
          .removeIf(
              file -> {
                boolean gone = file.state != State.OPEN && file.looked.plus(FORGET).isBefore(now);
                if (gone) {
                  release(file);
                }
                return gone;
              });
    }
  }
}
