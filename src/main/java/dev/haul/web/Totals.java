package dev.haul.web;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What all open downloads do together. */
record Totals(
    long bytesPerSecond, int connections, int active, int waiting, int paused, int queued) {

  static Totals of(List<View> views) {
    long speed = 0;
    int connections = 0;
    Map<View.State, Integer> count = new EnumMap<>(View.State.class);
    for (View view : views) {
      speed += view.bytesPerSecond();
      connections += view.connections();
      count.merge(view.state(), 1, Integer::sum);
    }
    return new Totals(
        speed,
        connections,
        count.getOrDefault(View.State.RUNNING, 0) + count.getOrDefault(View.State.VERIFYING, 0),
        count.getOrDefault(View.State.WAITING, 0),
        count.getOrDefault(View.State.PAUSED, 0),
        count.getOrDefault(View.State.QUEUED, 0));
  }
}
