package dev.haul;

import dev.haul.download.Backoff;
import dev.haul.download.IfExists;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptStore;
import dev.haul.download.UrlRedaction;
import dev.haul.fetch.AnswerCheck;
import dev.haul.fetch.Checkpoint;
import dev.haul.fetch.ChunkQueue;
import dev.haul.fetch.ConnectionDemand;
import dev.haul.fetch.EndlessBodies;
import dev.haul.fetch.Escalation;
import dev.haul.fetch.Flights;
import dev.haul.fetch.Holds;
import dev.haul.fetch.HostHabits;
import dev.haul.fetch.Hosts;
import dev.haul.fetch.HttpClients;
import dev.haul.fetch.PartWriter;
import dev.haul.fetch.Retry;
import dev.haul.fetch.Sharing;
import dev.haul.fetch.SpeedFloor;
import dev.haul.fetch.SpeedWatch;
import dev.haul.fetch.StallRule;
import dev.haul.finish.IntegrityCheck;
import dev.haul.finish.Publisher;
import dev.haul.finish.Receipts;
import dev.haul.finish.TallyAggregation;
import dev.haul.intake.Inbox;
import dev.haul.intake.InboxSettings;
import dev.haul.intake.Lists;
import dev.haul.intake.QueueDoor;
import dev.haul.intake.RequestDoor;
import dev.haul.intake.RequestReader;
import dev.haul.plan.ChunkSizing;
import dev.haul.plan.FileNames;
import dev.haul.plan.Planner;
import dev.haul.plan.Recall;
import dev.haul.plan.Restart;
import dev.haul.plan.Resume;
import dev.haul.plan.Targets;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.io.CloseMode;

/** What the routes call by name, wired by hand: the constructors are the documentation. */
final class HaulBeans {

  /** Connections a host gets before it has answered. */
  private static final int FIRST_CONNECTIONS = 4;

  /** Most of the time a stop may take, so that what is left of it suffices for the rest. */
  private static final Duration LAST_CHECKPOINTS = Duration.ofMillis(1500);

  private final Map<String, Object> byName = new LinkedHashMap<>();
  private final OpenDownloads downloads;
  private final ChunkQueue queue;
  private final Flights flights;
  private final PoolingHttpClientConnectionManager connections;
  private final Checkpoint checkpoint;
  private final Resume resume;
  private final QueueDoor queueDoor;

  HaulBeans(Configuration keys) {
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    Backoff backoff =
        new Backoff(
            keys.duration("haul.failures.backoff"), keys.duration("haul.failures.backoff-cap"));
    // Read by the routes; a wrong value is to be said at once and in Haul's words.
    keys.duration("haul.inbox.poll");
    keys.duration("haul.fetch.watch");
    keys.number("haul.finish.consumers", 1, 16);
    int consumers = keys.number("haul.fetch.consumers", 1, 256);
    UrlRedaction redaction = new UrlRedaction(keys.list("haul.safety.secret-parameters"));
    ReceiptStore store = new ReceiptStore(keys.path("haul.receipts"), redaction);

    downloads = new OpenDownloads(openDownloads(keys), this::heldBack);
    flights = new Flights(downloads, new Hosts(hosts(keys, random)));
    Targets targets =
        new Targets(downloads, keys.choice("haul.downloads.if-exists", IfExists.class));
    Planner planner = new Planner(planner(keys), targets, store, redaction);
    ConnectionDemand demand =
        new ConnectionDemand(keys.rate("haul.fetch.enough"), planner::connections);
    queue = new ChunkQueue(downloads, flights, demand);
    HttpClients clients = new HttpClients(clients(keys, consumers), flights);
    connections = clients.connections();

    checkpoint = new Checkpoint(checkpoint(keys), downloads, flights);
    resume = new Resume(keys.choice("haul.journal.verify", Resume.Verify.class), targets, store);

    HostHabits habits = new HostHabits();
    Receipt.Producer producer = new Receipt.Producer(Version.text(), node());

    byName.put("haulDoor", new RequestDoor(new RequestReader()));
    byName.put("haulInbox", new Inbox(inbox(keys), producer, InstantSource.system()));
    byName.put("haulLists", new Lists(downloads, Path.of(System.getProperty("java.io.tmpdir"))));
    queueDoor =
        new QueueDoor(
            keys.text("haul.queue.receipts"),
            keys.text("haul.queue.failures"),
            keys.path("haul.inbox"),
            producer);
    byName.put("haulQueue", queueDoor);
    byName.put("haulDownloads", downloads);
    byName.put("haulTargets", targets);
    byName.put("haulPlanner", planner);
    byName.put("haulRecall", new Recall(downloads, store));
    byName.put("haulResume", resume);
    byName.put("haulCheckpoint", checkpoint);
    byName.put("haulRestart", new Restart(downloads, planner, backoff, random));
    byName.put("haulChunkQueue", queue);
    byName.put("haulFlights", flights);
    byName.put("haulHolds", new Holds(downloads, flights, queue));
    byName.put("haulConnections", connections);
    byName.put("haulHttpClient", clients.configurer());
    byName.put(
        "haulAnswerCheck",
        new AnswerCheck(new Escalation(escalation(keys), habits, flights), habits));
    byName.put("haulPartWriter", new PartWriter(flights));
    byName.put("haulRetry", new Retry(backoff, random));
    byName.put("haulSpeedWatch", new SpeedWatch(flights, speedFloor(keys), stallRule(keys)));
    byName.put(
        "haulEndlessBodies",
        new EndlessBodies(flights, keys.size("haul.downloads.largest-unknown")));
    byName.put("haulSharing", new Sharing(sharing(keys, consumers), flights, queue, demand));
    byName.put("haulTallies", new TallyAggregation(downloads));
    byName.put("haulIntegrity", new IntegrityCheck(downloads));
    Receipts receipts = new Receipts(producer, redaction);
    byName.put(
        "haulPublisher",
        new Publisher(
            downloads,
            store,
            receipts,
            new Publisher.Naming(targets::policy, FileNames::numbered)));
  }

  private static InboxSettings inbox(Configuration keys) {
    return new InboxSettings(
        keys.path("haul.inbox"),
        keys.duration("haul.inbox.settle"),
        keys.number("haul.inbox.open", 1, 10_000));
  }

  private int heldBack() {
    return queue.heldBack();
  }

  private static OpenDownloads.Settings openDownloads(Configuration keys) {
    int active = keys.number("haul.downloads.active", 1, 1000);
    return new OpenDownloads.Settings(
        keys.path("haul.downloads").toAbsolutePath().normalize(),
        active,
        keys.number("haul.downloads.open", active, 10_000),
        keys.duration("haul.failures.give-up-after"));
  }

  private static Planner.Settings planner(Configuration keys) {
    ChunkSizing sizing =
        new ChunkSizing(
            keys.size("haul.chunk.below-100MiB"),
            keys.size("haul.chunk.below-1GiB"),
            keys.size("haul.chunk.below-10GiB"),
            keys.size("haul.chunk.larger"),
            keys.flag("haul.chunk.growth"),
            keys.duration("haul.chunk.target"),
            keys.size("haul.chunk.largest"));
    return new Planner.Settings(
        sizing,
        keys.number("haul.fetch.connections", 1, 256),
        keys.number("haul.chunk.window", 2, 1000));
  }

  private static HttpClients.Settings clients(Configuration keys, int consumers) {
    return new HttpClients.Settings(
        consumers,
        keys.duration("haul.fetch.connect-timeout"),
        keys.duration("haul.fetch.read-timeout"),
        keys.text("haul.fetch.user-agent"));
  }

  private static Hosts.Settings hosts(Configuration keys, DoubleSupplier random) {
    int most = keys.number("haul.host.connections", 1, 256);
    return new Hosts.Settings(
        Math.min(FIRST_CONNECTIONS, most), most, keys.duration("haul.host.longest-wait"), random);
  }

  private static Checkpoint.Settings checkpoint(Configuration keys) {
    return new Checkpoint.Settings(
        keys.duration("haul.journal.every"), keys.size("haul.journal.bytes"));
  }

  private static Escalation.Settings escalation(Configuration keys) {
    return new Escalation.Settings(
        keys.number("haul.fetch.redirects", 0, 100),
        keys.number("haul.failures.restarts", 0, 1000));
  }

  private static SpeedFloor speedFloor(Configuration keys) {
    return new SpeedFloor(
        keys.rate("haul.fetch.floor"),
        keys.duration("haul.fetch.floor-grace"),
        keys.number("haul.fetch.floor-attempts", 0, 1000),
        keys.choice("haul.fetch.floor-mode", FloorMode.class) == FloorMode.RELATIVE,
        keys.number("haul.fetch.floor-percent", 1, 99) / 100.0);
  }

  private static StallRule stallRule(Configuration keys) {
    Duration connect = keys.duration("haul.fetch.connect-timeout");
    Duration read = keys.duration("haul.fetch.read-timeout");
    return new StallRule(
        keys.duration("haul.fetch.floor-grace"),
        keys.duration("haul.fetch.stall-timeout"),
        connect.plus(read.multipliedBy(2)),
        keys.number("haul.fetch.floor-attempts", 0, 1000));
  }

  private static Sharing.Settings sharing(Configuration keys, int consumers) {
    return new Sharing.Settings(
        keys.duration("haul.fetch.give-way-after"),
        keys.duration("haul.fetch.floor-grace"),
        consumers,
        keys.size("haul.fetch.smallest-piece"));
  }

  private static String node() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** The two ways of {@code haul.fetch.floor-mode}. */
  private enum FloorMode {
    RELATIVE,
    ABSOLUTE
  }

  Map<String, Object> byName() {
    return byName;
  }

  List<Progress> progress() {
    return downloads.all().stream()
        .map(download -> download.progress(flights.bytesInFlight(download)))
        .toList();
  }

  /** Ends everything within moments; the sources keep their jobs. */
  void stop() {
    queue.close();
    flights.stop();
    resume.stop();
    checkpoint.last(LAST_CHECKPOINTS);
    downloads.stop();
    queueDoor.stop();
    connections.close(CloseMode.IMMEDIATE);
  }
}
