package dev.haul.metrics;

import dev.haul.download.Download;
import dev.haul.download.Hold;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.RemoteFile;
import dev.haul.fetch.ChunkQueue;
import dev.haul.fetch.Flights;
import dev.haul.fetch.Hosts;
import dev.haul.fetch.Waiting;
import dev.haul.intake.Inbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Shows what there is, at the moment somebody asks; in between it costs nothing. */
public final class StateMeters implements AutoCloseable {

  /**
   * What is looked at.
   *
   * @param folder where dropped files are looked for
   * @param downloads the downloads folder
   * @param consumers how many threads are to fetch
   * @param ready whether downloads go on
   */
  public record Sources(
      OpenDownloads open,
      Flights flights,
      ChunkQueue queue,
      Inbox inbox,
      Path folder,
      Path downloads,
      int consumers,
      BooleanSupplier ready) {}

  private static final List<String> STATES =
      List.of("running", "waiting", "paused", "disk", "verifying");

  private final MeterRegistry registry;
  private final Sources sources;
  private final List<Gauge> mine = new ArrayList<>();

  public StateMeters(MeterRegistry registry, Sources sources) {
    this.registry = registry;
    this.sources = sources;
  }

  /** Registers the gauges. */
  public void register() {
    gauge(
        "haul.ready",
        "1 while /health/ready says UP, else 0.",
        Tags.empty(),
        () -> sources.ready().getAsBoolean() ? 1 : 0);
    downloads();
    connections();
    hosts();
    disk();
    inbox();
  }

  /** Takes them off: a registry may outlive what they look at, and keeps the first of each name. */
  @Override
  public void close() {
    mine.forEach(registry::remove);
  }

  private void downloads() {
    for (String state : STATES) {
      gauge(
          "haul.downloads",
          "Open downloads by state.",
          Tags.of("state", state),
          () -> open().filter(download -> stateOf(download).equals(state)).count());
    }
    gauge(
        "haul.requests.waiting",
        "Requests that wait to be opened.",
        Tags.empty(),
        () -> sources.open().waiting());
    bytes(
        "haul.remaining",
        "Bytes that open downloads of known size still lack.",
        () -> open().mapToLong(StateMeters::remaining).sum());
    bytes(
        "haul.unhashed",
        "Bytes without a gap before them that are written and not hashed yet.",
        () -> open().mapToLong(StateMeters::unhashed).sum());
  }

  private java.util.stream.Stream<Download> open() {
    return sources.open().all().stream();
  }

  private static String stateOf(Download download) {
    if (download.isSettled()) {
      return download.awaitsPublishing() ? "disk" : "verifying";
    }
    List<Hold> holds = download.holds();
    if (!holds.isEmpty()) {
      return holds.get(0).kind() == Hold.Kind.PAUSED ? "paused" : "disk";
    }
    return download.meter().connections() > 0 ? "running" : "waiting";
  }

  private static long remaining(Download download) {
    RemoteFile remote = download.remote();
    Long size = remote == null ? null : remote.size();
    return size == null ? 0 : Math.max(0, size - download.covered().size());
  }

  private static long unhashed(Download download) {
    PartFile part = download.part();
    return part == null ? 0 : Math.max(0, download.covered().front() - part.hash().position());
  }

  private void connections() {
    gauge(
        "haul.connections",
        "Requests under way by state.",
        Tags.of("state", "asking"),
        () -> sources.flights().aloft().asking());
    gauge(
        "haul.connections",
        "Requests under way by state.",
        Tags.of("state", "receiving"),
        () -> sources.flights().aloft().receiving());
    gauge(
        "haul.consumers",
        "Threads that fetch chunks; fewer than wanted never mends by itself.",
        Tags.of("of", "alive"),
        () -> sources.queue().consumers());
    gauge(
        "haul.consumers",
        "Threads that fetch chunks; fewer than wanted never mends by itself.",
        Tags.of("of", "wanted"),
        sources::consumers);
    for (Waiting waiting : Waiting.values()) {
      gauge(
          "haul.chunks.waiting",
          "Chunks in the queue by what they wait for.",
          Tags.of("for", waiting.toString()),
          () -> sources.queue().depth().getOrDefault(waiting, 0));
    }
  }

  private void hosts() {
    gauge(
        "haul.hosts",
        "Hosts in use, or left alone because they asked for it.",
        Tags.empty(),
        () -> sources.flights().hostLoad().hosts());
    gauge(
        "haul.hosts.left.alone",
        "Hosts that asked to be left alone for a while.",
        Tags.empty(),
        () -> sources.flights().hostLoad().leftAlone());
    limit("least", Hosts.Load::least);
    limit("most", Hosts.Load::most);
    limit("sum", Hosts.Load::sum);
  }

  private void limit(String of, ToDoubleFunction<Hosts.Load> value) {
    gauge(
        "haul.host.limit",
        "Connections that the hosts in use bear, as far as known.",
        Tags.of("of", of),
        () -> value.applyAsDouble(sources.flights().hostLoad()));
  }

  private void disk() {
    bytes(
        "haul.disk.free",
        "Bytes that are free where the downloads folder is.",
        () -> orNaN(() -> Files.getFileStore(existing(sources.downloads())).getUsableSpace()));
  }

  /** The folder itself is made by the first download. */
  private static Path existing(Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    return place;
  }

  private void inbox() {
    gauge(
        "haul.inbox.files",
        "Files in the inbox, those in work included.",
        Tags.empty(),
        () -> orNaN(() -> Inbox.files(sources.folder())));
    gauge(
        "haul.inbox.in.work",
        "Files of the inbox that are in work.",
        Tags.empty(),
        () -> sources.inbox().inWork());
  }

  private interface Look {
    long at() throws IOException;
  }

  private static double orNaN(Look look) {
    try {
      return look.at();
    } catch (IOException gone) {
      return Double.NaN;
    }
  }

  private void bytes(String name, String help, Supplier<Number> value) {
    add(Gauge.builder(name, value).baseUnit("bytes").description(help));
  }

  private void gauge(String name, String help, Tags tags, Supplier<Number> value) {
    add(Gauge.builder(name, value).description(help).tags(tags));
  }

  private void add(Gauge.Builder<Supplier<Number>> gauge) {
    mine.add(gauge.register(registry));
  }
}
