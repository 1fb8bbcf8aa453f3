package dev.haul.web;

import dev.haul.download.Backlog;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed since somebody looked last: one look serves all who listen, however far behind each
 * of them is, and a view is written as JSON once a change.
 */
final class Feed {

  /** As many that wait or ended are told of; a list of 10,000 is looked at page by page. */
  private static final int MOST_CLOSED = 2000;

  private static final int MOST_REMOVED = 5000;

  private final Views views;
  private final Backlog backlog;

  // All guarded by this.
  private final Map<String, Shown> shown = new LinkedHashMap<>();
  private final Deque<Removed> removed = new ArrayDeque<>();
  private List<View> closed = List.of();
  private long closedAt = -1;
  private String totals = "{}";
  private long version;

  /** The version before the oldest removal that is still known. */
  private long floor;

  private record Shown(View view, String json, long version) {}

  private record Removed(String id, long version) {}

  /**
   * @param version to ask with the next time
   */
  record News(long version, String json) {}

  Feed(Views views, Backlog backlog) {
    this.views = views;
    this.backlog = backlog;
  }

  /** Looks again. */
  synchronized void refresh() {
    List<View> open = views.open();
    if (backlog.changes() != closedAt) {
      closedAt = backlog.changes();
      closed = views.closed(MOST_CLOSED);
    }
    long next = version + 1;
    boolean changed = false;
    Set<String> seen = new HashSet<>();
    List<View> all = new ArrayList<>(open);
    all.addAll(closed);
    // One that is open is in the inbox too.
    all.removeIf(view -> !seen.add(view.id()));
    for (View view : all) {
      Shown before = shown.get(view.id());
      if (before == null || !before.view().equals(view)) {
        shown.put(view.id(), new Shown(view, Json.of(view), next));
        changed = true;
      }
    }
    if (shown.size() > seen.size()) {
      for (String gone : shown.keySet().stream().filter(id -> !seen.contains(id)).toList()) {
        shown.remove(gone);
        removed.addLast(new Removed(gone, next));
        changed = true;
      }
      while (removed.size() > MOST_REMOVED) {
        floor = removed.removeFirst().version();
      }
    }
    String sums = Json.of(Totals.of(all));
    if (changed || !sums.equals(totals)) {
      totals = sums;
      version = next;
    }
  }

  /**
   * What changed, or all.
   *
   * @param known the version that was told last, or a negative number for none
   * @return null when nothing changed since
   */
  synchronized @Nullable News since(long known) {
    if (known == version) {
      return null;
    }
    boolean full = known < 0 || known < floor;
    StringBuilder json = new StringBuilder(1024);
    json.append("{\"at\":").append(Json.of(Instant.now())).append(",\"full\":").append(full);
    json.append(",\"totals\":").append(totals).append(",\"downloads\":[");
    String comma = "";
    for (Shown each : shown.values()) {
      if (full || each.version() > known) {
        json.append(comma).append(each.json());
        comma = ",";
      }
    }
    json.append("],\"removed\":[");
    comma = "";
    if (!full) {
      for (Removed each : removed) {
        if (each.version() > known && !shown.containsKey(each.id())) {
          json.append(comma).append(Json.of(each.id()));
          comma = ",";
        }
      }
    }
    return new News(version, json.append("]}").toString());
  }
}
