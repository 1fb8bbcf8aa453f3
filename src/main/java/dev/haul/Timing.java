package dev.haul;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the time of one run went, for {@code get --timing}. */
final class Timing {

  private record Mark(String what, Instant when) {}

  /** Guarded by this. */
  private final List<Mark> marks = new ArrayList<>();

  /**
   * Begins where the launcher began, which says so in microseconds; else now.
   *
   * <p>Java itself knows the start of its process only to a second or so.
   */
  static Timing sinceLaunch() {
    Timing timing = new Timing();
    timing.launched("haul.launched.first", "launcher");
    timing.launched("haul.launched.java", "java is started");
    timing.mark("main");
    return timing;
  }

  private void launched(String property, String what) {
    Long micros = Long.getLong(property);
    if (micros != null) {
      marks.add(new Mark(what, Instant.EPOCH.plus(micros, ChronoUnit.MICROS)));
    }
  }

  synchronized void mark(String what) {
    marks.add(new Mark(what, Instant.now()));
  }

  synchronized void print(PrintStream out) {
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      out.printf(
          Locale.ROOT,
          "timing: %5d ms  +%5d ms  %s%n",
          Duration.between(marks.get(0).when(), mark.when()).toMillis(),
          Duration.between(marks.get(Math.max(0, i - 1)).when(), mark.when()).toMillis(),
          mark.what());
    }
  }
}
