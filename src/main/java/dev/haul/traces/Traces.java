package dev.haul.traces;

import dev.haul.download.Download;
import dev.haul.download.Onlooker;
import dev.haul.download.Receipt;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Writes down what happens to each download and hands it over as a span when it ends. */
public final class Traces implements Onlooker {

  private final Map<Download, Events> underWay = new ConcurrentHashMap<>();
  private final Consumer<Span> to;

  /**
   * @param to takes a span at once
   */
  public Traces(Consumer<Span> to) {
    this.to = to;
  }

  @Override
  public void ended(Attempt attempt) {
    String outcome = attempt.outcome();
    if (!outcome.equals(Attempt.DONE) && !outcome.equals(Attempt.DROPPED)) {
      events(attempt.download())
          .add(
              "retry",
              Map.of("haul.reason", outcome, "haul.kept_bytes", attempt.kept()),
              Instant.now());
    }
  }

  @Override
  public void beganAnew(Download download) {
    events(download).add("restart", Map.of(), Instant.now());
  }

  private Events events(Download download) {
    return underWay.computeIfAbsent(download, any -> new Events());
  }

  @Override
  public void closed(Download download, Receipt receipt) {
    Events events = underWay.remove(download);
    to.accept(Span.of(download, receipt, events == null ? new Events() : events));
  }
}
