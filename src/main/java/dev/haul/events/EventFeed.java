package dev.haul.events;

import dev.haul.download.Backoff;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events for one receiver, in their order: a bounded queue and the one thread that empties it.
 *
 * <p>Offering never blocks and never fails. What the receiver does not take is offered again, later
 * and later; what does not fit or is refused too often is counted, and told of once.
 */
public final class EventFeed implements AutoCloseable {

  /** Brings an event to its receiver, or throws. */
  @FunctionalInterface
  public interface Delivery {
    void deliver(DownloadEvent event) throws Exception;
  }

  /**
   * How a receiver is fed.
   *
   * @param types the events it wants
   * @param most events that wait; of those under way only half as many, so that they never take the
   *     place of a receipt
   * @param attempts tries for each event
   * @param cut whether a delivery that takes too long at the end is cut, rather than left to end
   */
  public record Settings(EventTypes types, int most, int attempts, boolean cut) {}

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30));
  private static final long IDLE_MILLIS = 100;

  private final String name;
  private final Settings settings;
  private final Delivery delivery;
  private final BlockingQueue<DownloadEvent> waiting;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  /** Written by the thread of the feed only. */
  private boolean trouble;

  EventFeed(String name, Settings settings, Delivery delivery) {
    this.name = name;
    this.settings = settings;
    this.delivery = delivery;
    waiting = new LinkedBlockingQueue<>(settings.most());
    thread = new Thread(this::run, "haul-events");
    thread.setDaemon(true);
    thread.start();
  }

  EventTypes types() {
    return settings.types();
  }

  /** Events that were not delivered and will not be. */
  public long lost() {
    return lost.get();
  }

  void offer(DownloadEvent event) {
    if (!settings.types().includes(event)) {
      return;
    }
    boolean room = event.receipt() != null || waiting.size() < settings.most() / 2;
    if (!room || !waiting.offer(event)) {
      lose(event, "its receiver is too slow");
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0 || !waiting.isEmpty()) {
        DownloadEvent event = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          deliver(event);
        }
      }
    } catch (InterruptedException hurry) {
      // It took too long to stop; close tells of what is left.
    }
  }

  private void deliver(DownloadEvent event) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        delivery.deliver(event);
        if (trouble) {
          trouble = false;
          LOG.info("events go to {} again", name);
        }
        return;
      } catch (InterruptedException hurry) {
        lose(event, "Haul stopped");
        throw hurry;
      } catch (Exception refused) {
        if (!trouble) {
          trouble = true;
          LOG.warn(
              "{} does not take events, {} wait: {}", name, waiting.size(), refused.toString());
        }
        if (attempt >= settings.attempts() || !pause(attempt)) {
          lose(event, refused.toString());
          return;
        }
      }
    }
  }

  /** Waits before another attempt; false when there is no time for one. */
  private boolean pause(int attempt) throws InterruptedException {
    double random = ThreadLocalRandom.current().nextDouble();
    long millis = BACKOFF.wait(attempt, Duration.ZERO, random).toMillis();
    return !closing.await(millis, TimeUnit.MILLISECONDS);
  }

  private void lose(DownloadEvent event, String why) {
    long count = lost.incrementAndGet();
    // Once a doubling: who is told of the first need not be told of each.
    if (event.receipt() != null && Long.bitCount(count) == 1) {
      LOG.warn("event {} of {} is lost ({} so far): {}", event.kind(), name, count, why);
    }
  }

  /** Takes no more time than it needs to deliver what waits: every event once. */
  void beginClose() {
    closing.countDown();
  }

  /** Ends the feed at once; what waits is lost. */
  @Override
  public void close() {
    beginClose();
    end(Duration.ZERO);
  }

  /** Ends the feed, at the latest after {@code grace}. */
  void end(Duration grace) {
    boolean interrupted = false;
    try {
      thread.join(Math.max(1, grace.toMillis()));
    } catch (InterruptedException hurry) {
      interrupted = true;
    }
    if (thread.isAlive() && settings.cut()) {
      thread.interrupt();
    }
    int left = waiting.size();
    if (left > 0) {
      lost.addAndGet(left);
      waiting.clear();
      LOG.warn("{} events for {} are lost: there was no time left to deliver them", left, name);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
