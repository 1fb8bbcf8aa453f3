package dev.haul.web;

import dev.haul.download.Backlog;
import dev.haul.download.Delay;
import dev.haul.download.Download;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Hold;
import dev.haul.download.HttpUrl;
import dev.haul.download.Load;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Order;
import dev.haul.download.Permanent;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.UrlRedaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at downloads: those that are open, those that wait in the inbox, those that ended. */
public final class Views {

  private static final Delay TURN = new Delay("waits for its turn", null);
  private static final int MOST_URLS = 20_000;
  private static final String PREFIX = "^[a-z]+: ";

  private final Backlog backlog;
  private final OpenDownloads downloads;
  private final Supplier<Map<String, Load>> loads;
  private final UrlRedaction redaction;

  /**
   * To take the secrets out of a URL costs more than all the rest of a view. The last ones, guarded
   * by themselves.
   */
  private final Map<String, String> redacted =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
              return size() > MOST_URLS;
            }
          });

  /**
   * @param loads what the network does now, by id of the download
   */
  public Views(
      Backlog backlog,
      OpenDownloads downloads,
      Supplier<Map<String, Load>> loads,
      UrlRedaction redaction) {
    this.backlog = backlog;
    this.downloads = downloads;
    this.loads = loads;
    this.redaction = redaction;
  }

  /** All of them: open ones, the newest first; then those in the inbox; then those that ended. */
  public List<View> all() {
    List<View> all = open();
    Set<String> seen = new HashSet<>();
    all.forEach(view -> seen.add(view.id()));
    for (View view : closed(Integer.MAX_VALUE)) {
      if (seen.add(view.id())) {
        all.add(view);
      }
    }
    return all;
  }

  /** Those that are open, the newest first. */
  List<View> open() {
    Map<String, Load> now = loads.get();
    List<View> views = new ArrayList<>();
    for (Download download : downloads.all()) {
      if (!backlog.isUnwanted(download.id())) {
        views.add(of(download, now.getOrDefault(download.id(), Load.NONE)));
      }
    }
    Collections.reverse(views);
    return views;
  }

  /** Those that are not begun or ended, at most so many of either. */
  List<View> closed(int most) {
    List<View> views = new ArrayList<>();
    backlog.waiting().stream().limit(most).map(this::of).forEach(views::add);
    backlog.lastEnded().stream()
        .limit(most)
        .map(ended -> of(ended.receipt(), ended))
        .forEach(views::add);
    return views;
  }

  /** The download of that id, or null. */
  public @Nullable View find(String id) {
    Download download = downloads.byId(id);
    if (download != null) {
      return of(download, loads.get().getOrDefault(id, Load.NONE));
    }
    Backlog.Ended ended = backlog.findEnded(id);
    if (ended != null) {
      return of(ended.receipt(), ended);
    }
    Backlog.Entry entry = backlog.find(id);
    return entry == null || backlog.isUnwanted(id) ? null : of(entry);
  }

  private View of(Download download, Load load) {
    DownloadRequest request = download.request();
    Progress progress = download.progress(load.bytesInFlight());
    Backlog.Entry entry = backlog.find(download.id());
    Path target = download.target();
    long speed = progress.bytesPerSecond();
    Long total = progress.total();
    List<Hold> holds = download.holds();
    View.State state = state(download, holds, load);
    return new View(
        download.id(),
        entry == null ? null : entry.batch(),
        state,
        progress.name(),
        urlOf(request),
        target == null ? null : target.toString(),
        total,
        progress.bytes(),
        state == View.State.RUNNING ? speed : 0,
        total == null || speed == 0 || state != View.State.RUNNING
            ? null
            : Long.valueOf((total - progress.bytes() + speed - 1) / speed),
        progress.connections(),
        download.meter().retries(),
        progress.retries(),
        waiting(state, holds, load),
        download.priority(),
        request.origin().receivedAt(),
        download.startedAt(),
        null,
        null,
        null,
        download.warnings(),
        View.PATH + download.id());
  }

  private View.State state(Download download, List<Hold> holds, Load load) {
    if (backlog.order(download.id()).cancelled()) {
      return View.State.CANCELLED;
    }
    if (download.isSettled()) {
      return download.awaitsPublishing() ? View.State.WAITING : View.State.VERIFYING;
    }
    if (!holds.isEmpty()) {
      return holds.get(0).kind() == Hold.Kind.PAUSED ? View.State.PAUSED : View.State.WAITING;
    }
    return load.delay() == null ? View.State.RUNNING : View.State.WAITING;
  }

  private static @Nullable Delay waiting(View.State state, List<Hold> holds, Load load) {
    if (state == View.State.WAITING || state == View.State.PAUSED) {
      return holds.isEmpty()
          ? load.delay()
          : new Delay(holds.get(0).why().replaceFirst(PREFIX, ""), holds.get(0).until());
    }
    return null;
  }

  private View of(Backlog.Entry entry) {
    Order order = backlog.order(entry.id());
    DownloadRequest request = entry.request();
    View.State state =
        order.cancelled()
            ? View.State.CANCELLED
            : order.paused() ? View.State.PAUSED : View.State.QUEUED;
    return new View(
        entry.id(),
        entry.batch(),
        state,
        nameOf(request, entry.id()),
        urlOf(request),
        null,
        request.size(),
        0,
        0,
        null,
        0,
        Map.of(),
        0,
        state == View.State.QUEUED ? TURN : null,
        order.priority() == null ? request.priority() : order.priority(),
        request.origin().receivedAt(),
        null,
        null,
        null,
        null,
        request.warnings(),
        View.PATH + entry.id());
  }

  /** How a download ended; {@code known} is null when only its receipt is left. */
  View of(Receipt receipt, Backlog.@Nullable Ended known) {
    Receipt.PublishedFile file = receipt.file();
    Receipt.Transfer transfer = receipt.transfer();
    String url = receipt.sources().isEmpty() ? "" : receipt.sources().get(0).url();
    return new View(
        receipt.id(),
        known == null ? receipt.batch() : known.batch(),
        View.State.valueOf(receipt.outcome().name()),
        file == null
            ? known == null ? lastSegment(url, receipt.id()) : nameOf(known.request(), receipt.id())
            : String.valueOf(Path.of(file.path()).getFileName()),
        url,
        file == null ? null : file.path(),
        file == null ? null : Long.valueOf(file.size()),
        file == null
            ? receipt.sources().stream().mapToLong(Receipt.Source::bytes).sum()
            : file.size(),
        0,
        null,
        0,
        transfer.retries(),
        transfer.retries().values().stream().mapToInt(Integer::intValue).sum(),
        null,
        known == null ? DownloadRequest.DEFAULT_PRIORITY : known.request().priority(),
        receipt.request().receivedAt(),
        transfer.startedAt(),
        transfer.finishedAt(),
        receipt.proof(),
        receipt.error(),
        receipt.warnings(),
        View.PATH + receipt.id());
  }

  private String urlOf(DownloadRequest request) {
    return redacted.computeIfAbsent(request.url(), redaction::redact);
  }

  private static String nameOf(DownloadRequest request, String id) {
    return request.name() != null ? request.name() : lastSegment(request.url(), id);
  }

  private static String lastSegment(String url, String id) {
    try {
      String last = HttpUrl.parse(url).lastSegment();
      return last.isEmpty() ? id : last;
    } catch (Permanent unusable) {
      return id;
    }
  }
}
