package dev.haul.download;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of requests beside the open downloads: those that came in and have no receipt yet,
 * what was ordered for them, and the last that ended.
 *
 * <p>It is a view of the inbox, not a second job store: what is lost with the process is read again
 * from there.
 */
public final class Backlog {

  /** As many ended downloads are remembered. */
  private static final int MOST_ENDED = 1000;

  /**
   * A request without a receipt.
   *
   * @param id of its download
   * @param batch id of its list, or null
   * @param file name of the file in the inbox that holds it
   */
  public record Entry(String id, DownloadRequest request, @Nullable String batch, String file) {}

  /** A request with its receipt; {@code batch} is the id of its list, or null. */
  public record Ended(DownloadRequest request, Receipt receipt, @Nullable String batch) {}

  // All guarded by this.
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, List<String>> byFile = new HashMap<>();
  private final Map<String, Order> orders = new HashMap<>();
  private final Map<String, Ended> ended = new LinkedHashMap<>();
  private final Set<String> unwanted = new LinkedHashSet<>();
  private long changes;

  /** {@code file} of the inbox holds these requests; an id that another file has stays its. */
  public synchronized void add(String file, Collection<Entry> requests) {
    changes++;
    Set<String> before = new HashSet<>(byFile.getOrDefault(file, List.of()));
    before.forEach(entries::remove);
    List<String> mine = new ArrayList<>(requests.size());
    for (Entry entry : requests) {
      if (entries.putIfAbsent(entry.id(), entry) == null) {
        mine.add(entry.id());
        ended.remove(entry.id());
        if (!before.contains(entry.id())) {
          unwanted.remove(entry.id());
        }
      }
    }
    byFile.put(file, mine);
  }

  /** {@code entry} takes the place of an earlier one of its id, which has ended. */
  public synchronized void renew(Entry entry) {
    Entry before = entries.remove(entry.id());
    if (before != null) {
      byFile.getOrDefault(before.file(), new ArrayList<>()).remove(entry.id());
    }
    orders.remove(entry.id());
    add(entry.file(), List.of(entry));
  }

  /** Whether requests of that file are known. */
  public synchronized boolean hasFile(String file) {
    return byFile.containsKey(file);
  }

  /**
   * The file has left the inbox: nothing ordered for what it held holds any more.
   *
   * @return the ids of its downloads
   */
  public synchronized List<String> left(String file) {
    List<String> ids = byFile.remove(file);
    if (ids == null) {
      return List.of();
    }
    changes++;
    ids.forEach(entries::remove);
    ids.forEach(orders::remove);
    ids.forEach(unwanted::remove);
    return ids;
  }

  /** A request has its receipt now. */
  public synchronized void ended(DownloadRequest request, Receipt receipt) {
    changes++;
    ended.remove(receipt.id());
    if (!entries.containsKey(receipt.id())) {
      orders.remove(receipt.id()); // No file holds it: whoever asks again asks for something new.
    }
    if (!unwanted.contains(receipt.id())) {
      Entry entry = entries.get(receipt.id());
      String batch = entry == null ? receipt.batch() : entry.batch();
      ended.put(receipt.id(), new Ended(request, receipt, batch));
      if (ended.size() > MOST_ENDED) {
        ended.remove(ended.keySet().iterator().next());
      }
    }
  }

  /** Forgets that a download ended, or will have. */
  public synchronized void forget(String id) {
    changes++;
    if (ended.remove(id) == null && entries.containsKey(id)) {
      unwanted.add(id);
    }
  }

  /** Grows whenever something of it changes. */
  public synchronized long changes() {
    return changes;
  }

  public synchronized @Nullable Entry find(String id) {
    return entries.get(id);
  }

  /** How the last download of that id ended, or null. */
  public synchronized @Nullable Ended findEnded(String id) {
    return ended.get(id);
  }

  /** Whether nobody wants to see it any more. */
  public synchronized boolean isUnwanted(String id) {
    return unwanted.contains(id);
  }

  /** All without a receipt that somebody wants to see, the newest last. */
  public synchronized List<Entry> waiting() {
    return entries.values().stream()
        .filter(entry -> !ended.containsKey(entry.id()) && !unwanted.contains(entry.id()))
        .toList();
  }

  /** The last that ended, the newest first. */
  public synchronized List<Ended> lastEnded() {
    List<Ended> all = new ArrayList<>(ended.values());
    Collections.reverse(all);
    return all;
  }

  public synchronized Order order(String id) {
    return orders.getOrDefault(id, Order.NONE);
  }

  /** The priority of a request, as of now. */
  public int priorityOf(DownloadRequest request) {
    if (!hasOrders()) {
      return request.priority();
    }
    Integer ordered = order(OpenDownloads.idOf(request)).priority();
    return ordered == null ? request.priority() : ordered;
  }

  /** From now on {@code order} holds for the download. */
  public synchronized void order(String id, Order order) {
    changes++;
    if (order.equals(Order.NONE)) {
      orders.remove(id);
    } else {
      orders.put(id, order);
    }
  }

  /**
   * Lets a request pass unless it was cancelled while it waited.
   *
   * @throws Permanent.Cancelled when it was
   */
  public void admit(DownloadRequest request) throws Permanent.Cancelled {
    if (hasOrders()) {
      expectWanted(OpenDownloads.idOf(request));
    }
  }

  /** To find an order costs a hash; mostly there is none. */
  private synchronized boolean hasOrders() {
    return !orders.isEmpty();
  }

  private synchronized void expectWanted(String id) throws Permanent.Cancelled {
    if (order(id).cancelled()) {
      throw new Permanent.Cancelled();
    }
  }

  /**
   * Does to a download that was just opened what was ordered before.
   *
   * @throws Permanent.Cancelled when it is not wanted any more
   */
  public synchronized void apply(Download download) throws Permanent.Cancelled {
    expectWanted(download.id());
    Order order = order(download.id());
    if (order.paused()) {
      download.hold(Order.PAUSE);
    }
    if (order.priority() != null) {
      download.priority(order.priority());
    }
  }
}
