package dev.haul.traces;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What happened to one download, as far as a span can hold it. */
final class Events {

  /** As many as OpenTelemetry's own SDK keeps of a span. */
  private static final int MOST = 128;

  record Event(String name, Map<String, Object> attributes, Instant at) {}

  // Guarded by this.
  private final List<Event> events = new ArrayList<>();
  private int dropped;

  synchronized void add(String name, Map<String, Object> attributes, Instant at) {
    if (events.size() < MOST) {
      events.add(new Event(name, attributes, at));
    } else {
      dropped++;
    }
  }

  synchronized List<Event> all() {
    return List.copyOf(events);
  }

  synchronized int dropped() {
    return dropped;
  }
}
