package dev.haul.fetch;

import dev.haul.download.HttpUrl;
import dev.haul.download.Retryable;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** The hosts that requests go to, by origin: scheme, host and port. */
public final class Hosts {

  /**
   * @param start connections a host gets before it has answered, 1 or more
   * @param most connections of one host, over all downloads
   * @param longestWait nobody waits longer on a server's word alone
   * @param random 0 to 1, for the jitter
   */
  public record Settings(int start, int most, Duration longestWait, DoubleSupplier random) {}

  /** More than these are not remembered without need. */
  private static final int MANY = 1000;

  private static final long FORGOTTEN_AFTER = Duration.ofMinutes(10).toNanos();

  /** Part of a wait that is added at random, so that not all clients come back at once. */
  private static final double JITTER = 0.1;

  private final Settings settings;
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();
  private volatile Runnable onRoom = () -> {};

  public Hosts(Settings settings) {
    this.settings = settings;
  }

  /** Sets what is called, without a lock, when a host may have room for one more connection. */
  void onRoom(Runnable callback) {
    onRoom = callback;
  }

  Host of(HttpUrl url) {
    String origin = url.origin();
    Host host = hosts.get(origin);
    if (host != null) {
      return host;
    }
    if (hosts.size() >= MANY) {
      long now = System.nanoTime();
      hosts.values().removeIf(old -> old.isForgettable(now - FORGOTTEN_AFTER, now));
    }
    return hosts.computeIfAbsent(origin, this::create);
  }

  private Host create(String origin) {
    ConcurrencyLimit limit = new ConcurrencyLimit(settings.start(), settings.most());
    return new Host(origin, limit, () -> onRoom.run());
  }

  /**
   * The hosts that are in use or asked to be left alone.
   *
   * @param leftAlone how many of them asked for that
   * @param least connections that the most sparing of them bears; 0 when there is none
   * @param most connections that the most generous of them bears
   * @param sum connections that all of them bear together
   */
  public record Load(int hosts, int leftAlone, int least, int most, int sum) {}

  Load load() {
    long now = System.nanoTime();
    List<Host.Use> used =
        hosts.values().stream().map(host -> host.use(now)).filter(Objects::nonNull).toList();
    IntSummaryStatistics limits = used.stream().mapToInt(Host.Use::limit).summaryStatistics();
    return used.isEmpty()
        ? new Load(0, 0, 0, 0, 0)
        : new Load(
            used.size(),
            (int) used.stream().filter(Host.Use::leftAlone).count(),
            limits.getMin(),
            limits.getMax(),
            (int) limits.getSum());
  }

  /** The refusal with a wait that can be borne. */
  Retryable.ServerBusy bearable(Retryable.ServerBusy busy) {
    Duration longest = settings.longestWait();
    if (busy.retryAfter().compareTo(longest) <= 0) {
      return busy;
    }
    return new Retryable.ServerBusy(String.valueOf(busy.getMessage()), longest);
  }

  /** What the server asked for and up to a tenth more. */
  Duration withJitter(Duration wait) {
    double more = wait.toNanos() * JITTER * settings.random().getAsDouble();
    return wait.plusNanos((long) more);
  }
}
