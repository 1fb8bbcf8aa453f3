package dev.haul.web;

import java.util.List;

/** What all open downloads do together. */
record Totals(
    long bytesPerSecond, int connections, int active, int waiting, int paused, int queued) {

  static Totals of(List<View> views) {
    long speed = 0;
    int connections = 0;
    int[] count = new int[View.State.values().length];
    for (View view : views) {
      speed += view.bytesPerSecond();
      connections += view.connections();
      count[view.state().ordinal()]++;
    }
    return new Totals(
        speed,
        connections,
        count[View.State.RUNNING.ordinal()] + count[View.State.VERIFYING.ordinal()],
        count[View.State.WAITING.ordinal()],
        count[View.State.PAUSED.ordinal()],
        count[View.State.QUEUED.ordinal()]);
  }
}
