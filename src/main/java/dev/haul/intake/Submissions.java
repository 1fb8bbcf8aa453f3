package dev.haul.intake;

import dev.haul.download.Backlog;
import dev.haul.download.Backlog.Entry;
import dev.haul.download.Declined;
import dev.haul.download.Declined.Kind;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.OpenDownloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests over HTTP: what was sent goes into the inbox as it is, and from there the way of
 * every dropped file.
 */
public final class Submissions {

  /** Most downloads in one request; more belong into a file of the inbox. */
  static final int MOST = 10_000;

  private static final int MOST_FILES = 10_000;

  /** What Haul itself puts beside a file that ended. */
  private static final Pattern BESIDE = Pattern.compile("\\.(receipt\\.json|remaining\\.txt)$");

  private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

  private final RequestReader reader = new RequestReader();
  private final Mailbox mailbox;
  private final IdempotencyKeys keys;
  private final OrderBook orders;
  private final Backlog backlog;

  /** Files that are being written, by name. */
  private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  public Submissions(InboxSettings settings, OrderBook orders, Backlog backlog) {
    this.mailbox = new Mailbox(settings.folder());
    this.keys = new IdempotencyKeys(settings.folder());
    this.orders = orders;
    this.backlog = backlog;
  }

  /**
   * Reads what waits in the inbox from an earlier run, so that it can be found by its id before it
   * is its turn.
   */
  public void load() throws IOException {
    keys.load();
    for (Path file : files(mailbox.inbox())) {
      String name = String.valueOf(file.getFileName());
      if (Inbox.doorOf(name) == Door.REST) {
        try {
          backlog.add(name, Inbox.entries(name, reader.read(file, Door.REST, Instant.now())));
        } catch (Unreadable | IOException e) {
          LOG.debug("{}: the inbox says why, when it is its turn", name, e);
        }
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).limit(MOST_FILES).toList();
    }
  }

  /**
   * Accepts a request, durably.
   *
   * @param type its media type
   * @param key of the sender, by which the same request sent twice is one; or null
   * @return the ids of its downloads, in its order
   * @throws Declined when it cannot be accepted, with what to do
   */
  public List<String> submit(byte[] content, @Nullable String type, @Nullable String key)
      throws Declined, IOException {
    String suffix = suffix(type);
    if (key == null) {
      return accept(content, suffix);
    }
    IdempotencyKeys.Turn turn = keys.begin(key, content);
    try {
      List<String> known = turn.known();
      return known != null ? known : turn.keep(accept(content, suffix));
    } finally {
      turn.end();
    }
  }

  private static String suffix(@Nullable String type) throws Declined {
    String plain = type == null ? "" : type.replaceFirst(";.*", "").strip();
    return switch (plain.toLowerCase(Locale.ROOT)) {
      case "application/json" -> ".rest.json";
      case "text/plain", "text/uri-list" -> ".rest.txt";
      // The shortcuts that people drop onto the page.
      case "application/x-mswinurl" -> ".rest.url";
      case "application/x-webloc" -> ".rest.webloc";
      case "application/x-desktop" -> ".rest.desktop";
      default ->
          throw new Declined(
              Kind.UNSUPPORTED,
              "unsupported-media-type",
              "send Content-Type: application/json or, for a list of URLs, text/plain");
    };
  }

  private List<String> accept(byte[] content, String suffix) throws Declined, IOException {
    Batch batch = read(content, suffix);
    if (batch.requests().size() > MOST) {
      throw new Declined(
          Kind.TOO_MUCH,
          "too-many",
          "at most "
              + MOST
              + " downloads at once; send them in parts, or drop a file into the inbox");
    }
    List<String> ids = batch.requests().stream().map(OpenDownloads::idOf).toList();
    String name = null;
    CompletableFuture<Void> stored = new CompletableFuture<>();
    synchronized (backlog) {
      if (hasFresh(batch)) {
        name = reserve(batch, suffix);
        backlog.add(name, Inbox.entries(name, batch));
        underWay.put(name, stored);
      }
    }
    if (name == null) {
      awaitStored(ids);
    } else {
      store(name, content, stored);
    }
    return ids;
  }

  private void store(String name, byte[] content, CompletableFuture<Void> stored)
      throws IOException {
    try {
      mailbox.put(name, content);
      stored.complete(null);
    } catch (IOException e) {
      backlog.left(name);
      stored.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(name);
    }
  }

  /** Somebody else sent the same: it is accepted once theirs is on the disk. */
  private void awaitStored(List<String> ids) throws IOException {
    for (String id : ids) {
      Entry entry = backlog.find(id);
      CompletableFuture<Void> stored = entry == null ? null : underWay.get(entry.file());
      if (stored != null) {
        try {
          stored.join();
        } catch (CompletionException e) {
          throw new IOException("the same request could not be stored", e);
        }
      }
    }
  }

  private Batch read(byte[] content, String suffix) throws Declined {
    try {
      return reader.read("request" + suffix, content, Door.REST, Instant.now());
    } catch (Unreadable e) {
      throw new Declined(Kind.INVALID, "bad-request", String.valueOf(e.getMessage()));
    }
  }

  /** Whether anything of it is not in the backlog already. */
  private boolean hasFresh(Batch batch) throws Declined {
    boolean fresh = false;
    for (DownloadRequest request : batch.requests()) {
      Entry before = backlog.find(OpenDownloads.idOf(request));
      if (before == null) {
        fresh = true;
      } else if (!RequestJson.of(before.request()).equals(RequestJson.of(request))) {
        throw new Declined(
            Kind.CONFLICT,
            "id-in-use",
            "the id \"" + before.id() + "\" is that of another request, which has not ended yet");
      }
    }
    return fresh;
  }

  /** A file name that is free. */
  private String reserve(Batch batch, String suffix) {
    String id = OpenDownloads.idOf(batch.first());
    String stem = batch.list() ? id + "-and-" + (batch.requests().size() - 1) + "-more" : id;
    String name = stem + suffix;
    while (backlog.hasFile(name) || Files.exists(mailbox.inbox().resolve(name))) {
      name = stem + "-" + UUID.randomUUID().toString().substring(0, 8) + suffix;
    }
    return name;
  }

  /**
   * Asks once more for a download that ended without its file.
   *
   * @throws Declined when it has not ended so, or nobody knows its request any more
   * @throws IOException when the inbox does not take it; then it has ended as before
   */
  void again(String id) throws Declined, IOException {
    if (backlog.find(id) != null && backlog.findEnded(id) == null) {
      throw new Declined(Kind.CONFLICT, "not-ended", "it has not ended; there is nothing to retry");
    }
    Backlog.Ended ended = backlog.findEnded(id);
    if (ended != null && ended.receipt().outcome().isSuccess()) {
      throw new Declined(Kind.CONFLICT, "not-failed", "it has its file; there is nothing to retry");
    }
    DownloadRequest request = ended == null ? failed(id) : ended.request();
    if (request == null) {
      throw Declined.unknown(id);
    }
    orders.forget(List.of(id));
    byte[] json = (RequestJson.of(request) + "\n").getBytes(StandardCharsets.UTF_8);
    Batch batch = read(json, ".rest.json");
    String name;
    CompletableFuture<Void> stored = new CompletableFuture<>();
    synchronized (backlog) {
      name = reserve(batch, ".rest.json");
      backlog.renew(Inbox.entries(name, batch).get(0));
      underWay.put(name, stored);
    }
    try {
      store(name, json, stored);
    } catch (IOException e) {
      if (ended != null) {
        backlog.ended(ended.request(), ended.receipt());
      }
      throw e;
    }
  }

  /** The request of that id among the files that failed in an earlier run, or null. */
  private @Nullable DownloadRequest failed(String id) throws IOException {
    for (Path file : files(mailbox.inbox().resolve("failed"))) {
      // A second file of a name is NAME.1 there.
      String name = String.valueOf(file.getFileName()).replaceFirst("\\.[0-9]+$", "");
      if (!RequestReader.isInput(name) || BESIDE.matcher(name).find()) {
        continue;
      }
      try {
        Batch batch = reader.read(name, Files.readAllBytes(file), Door.REST, Instant.now());
        for (DownloadRequest request : batch.requests()) {
          if (OpenDownloads.idOf(request).equals(id)) {
            return request;
          }
        }
      } catch (Unreadable | IOException e) {
        LOG.debug("{}: that is why it failed", name, e);
      }
    }
    return null;
  }
}
