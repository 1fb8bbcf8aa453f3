package dev.haul.web;

import dev.haul.download.Backlog;
import dev.haul.download.DaemonThreads;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live updates as server-sent events, on the router itself: a Camel route can only answer at its
 * end.
 *
 * <pre>
 * event: downloads
 * data: {"at":"...","full":true,"totals":{...},"downloads":[...],"removed":[]}
 * </pre>
 *
 * <p>Whoever reads too slowly gets fewer updates, never a backlog: what changed is asked for only
 * when the last update has left.
 */
public final class Events implements Handler<RoutingContext>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final int MOST_LISTENERS = 200;
  private static final int LARGEST_QUEUE = 256 * 1024;

  private final Feed feed;
  private final Function<String, @Nullable ChunkMap> maps;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("haul-live"));

  /** One connection. What changes is used by the ticker alone. */
  private static final class Listener {
    private final HttpServerResponse response;
    private final Context context;
    private final @Nullable String chunksOf;
    private long version = -1;
    private String chunks = "";
    private long wroteAt = System.nanoTime();

    Listener(HttpServerResponse response, Context context, @Nullable String chunksOf) {
      this.response = response;
      this.context = context;
      this.chunksOf = chunksOf;
    }

    void write(String text, long now) {
      wroteAt = now;
      context.runOnContext(
          turn -> {
            if (!response.ended() && !response.closed()) {
              response.write(text);
            }
          });
    }
  }

  /**
   * @param maps the chunk map of a download, by its id; null when there is no such download
   */
  public Events(Views views, Backlog backlog, Function<String, @Nullable ChunkMap> maps) {
    this.feed = new Feed(views, backlog);
    this.maps = maps;
    var unused =
        ticker.scheduleWithFixedDelay(
            this::tick, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void handle(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    if (listeners.size() >= MOST_LISTENERS) {
      Answers.refuse(
          response,
          Refusal.of(503, "too-many-listeners", "Too many listeners", "close some pages"));
      return;
    }
    response
        .setChunked(true)
        .setWriteQueueMaxSize(LARGEST_QUEUE)
        .putHeader("Content-Type", "text/event-stream")
        // A proxy is not to collect events.
        .putHeader("X-Accel-Buffering", "no");
    Listener listener =
        new Listener(
            response, routing.vertx().getOrCreateContext(), routing.request().getParam("chunks"));
    response.closeHandler(gone -> listeners.remove(listener));
    response.exceptionHandler(broken -> listeners.remove(listener));
    response.write("retry: 2000\n\n");
    listeners.add(listener);
    ticker.execute(this::tick);
  }

  /** Number of connections that are open. */
  int listeners() {
    return listeners.size();
  }

  private void tick() {
    if (listeners.isEmpty()) {
      return;
    }
    try {
      tell(System.nanoTime());
    } catch (RuntimeException e) {
      // A fault here must not end all updates.
      LOG.error("live updates", e);
    }
  }

  private void tell(long now) {
    feed.refresh();
    Map<Long, Feed.@Nullable News> news = new HashMap<>();
    Map<String, String> chunks = new HashMap<>();
    listeners.removeIf(gone -> gone.response.ended() || gone.response.closed());
    for (Listener listener : listeners) {
      if (!listener.response.writeQueueFull()) {
        StringBuilder text = new StringBuilder();
        Feed.News mine = news.computeIfAbsent(listener.version, feed::since);
        if (mine != null) {
          listener.version = mine.version();
          text.append("event: downloads\ndata: ").append(mine.json()).append("\n\n");
        }
        if (listener.chunksOf != null) {
          String map = chunks.computeIfAbsent(listener.chunksOf, this::map);
          if (!map.equals(listener.chunks)) {
            listener.chunks = map;
            text.append("event: chunks\ndata: ").append(map).append("\n\n");
          }
        }
        if (!text.isEmpty()) {
          listener.write(text.toString(), now);
        } else if (now - listener.wroteAt > HEARTBEAT_NANOS) {
          listener.write(":\n\n", now);
        }
      }
    }
  }

  private String map(String id) {
    ChunkMap map = maps.apply(id);
    return map == null ? "null" : Json.of(map);
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
