package dev.haul;

import dev.haul.download.Answers;
import dev.haul.download.Backlog;
import dev.haul.download.Backoff;
import dev.haul.download.Disk;
import dev.haul.download.DiskSpace;
import dev.haul.download.Door;
import dev.haul.download.Download;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadsRoot;
import dev.haul.download.IfExists;
import dev.haul.download.KeepFree;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Owners;
import dev.haul.download.Ownership;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptArchive;
import dev.haul.download.ReceiptStore;
import dev.haul.download.Retryable;
import dev.haul.download.UrlRedaction;
import dev.haul.events.CloudEvents;
import dev.haul.events.Events;
import dev.haul.fetch.AnswerCheck;
import dev.haul.fetch.Checkpoint;
import dev.haul.fetch.ChunkQueue;
import dev.haul.fetch.ConnectionDemand;
import dev.haul.fetch.DiskWatch;
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
import dev.haul.fetch.Steering;
import dev.haul.fetch.Traffic;
import dev.haul.finish.IntegrityCheck;
import dev.haul.finish.Publisher;
import dev.haul.finish.Publishing;
import dev.haul.finish.Receipts;
import dev.haul.finish.TallyAggregation;
import dev.haul.intake.Commands;
import dev.haul.intake.Inbox;
import dev.haul.intake.InboxOwner;
import dev.haul.intake.InboxSettings;
import dev.haul.intake.Lists;
import dev.haul.intake.OrderBook;
import dev.haul.intake.QueueDoor;
import dev.haul.intake.RecordDoor;
import dev.haul.intake.RequestDoor;
import dev.haul.intake.RequestReader;
import dev.haul.intake.Submissions;
import dev.haul.plan.ChunkSizing;
import dev.haul.plan.FileNames;
import dev.haul.plan.PartFiles;
import dev.haul.plan.Planner;
import dev.haul.plan.Recall;
import dev.haul.plan.Restart;
import dev.haul.plan.Resume;
import dev.haul.plan.Targets;
import dev.haul.web.Api;
import dev.haul.web.Replies;
import dev.haul.web.Views;
import java.io.IOException;
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

  /** What a receiver of events gets of it: one try for each. */
  private static final Duration LAST_EVENTS = Duration.ofMillis(500);

  private final Map<String, Object> byName = new LinkedHashMap<>();
  private final OpenDownloads downloads;
  private final ChunkQueue queue;
  private final Flights flights;
  private final PoolingHttpClientConnectionManager connections;
  private final Checkpoint checkpoint;
  private final Resume resume;
  private final QueueDoor queueDoor;
  private final Answers answers = new Answers();
  private final Events events;
  private final Backlog backlog = new Backlog();
  private final OrderBook orders;
  private final Submissions submissions;
  private final Views views;
  private final Api api;
  private final InboxOwner inboxOwner;
  private final Owners owners;
  private volatile Kept kept = Kept.NOTHING;

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
    Disk disk = Disk.local();
    DiskSpace space = new DiskSpace(disk, keepFree(keys), flights::bytesInFlight);
    DownloadsRoot root = new DownloadsRoot(disk, root(keys));
    Planner planner =
        new Planner(planner(keys), targets, store, new PartFiles(space, root, redaction));
    ConnectionDemand demand =
        new ConnectionDemand(keys.rate("haul.fetch.enough"), planner::connections);
    queue = new ChunkQueue(downloads, flights, demand);
    HttpClients clients = new HttpClients(clients(keys, consumers), flights);
    connections = clients.connections();

    checkpoint = new Checkpoint(checkpoint(keys), downloads, flights, space);
    resume =
        new Resume(keys.choice("haul.journal.verify", Resume.Verify.class), targets, store, space);

    ReceiptArchive archive =
        new ReceiptArchive(
            keys.path("haul.downloads").toAbsolutePath().normalize(), keys.path("haul.receipts"));
    downloads.entrance(backlog::admit);
    downloads.rank(backlog::priorityOf);
    downloads.onReceipt(
        (download, receipt) -> {
          backlog.ended(download, receipt);
          archive.add(download);
        });
    Traffic traffic = new Traffic(downloads, flights, queue);
    views = new Views(backlog, downloads, traffic::loads, redaction);
    api = new Api(views, archive, downloads, traffic::chunks);
    byName.put("haulApi", api);
    byName.put("haulReplies", new Replies());
    orders = new OrderBook(keys.path("haul.inbox"), backlog);
    submissions = new Submissions(inbox(keys), orders, backlog);

    HostHabits habits = new HostHabits();
    Receipt.Producer producer = new Receipt.Producer(Release.text(), Node.name());
    Ownership.Terms terms = OwnerTerms.of(keys, Node.name());
    inboxOwner = new InboxOwner(keys.path("haul.inbox"), terms, this::leaveInbox);
    owners =
        new Owners(
            terms,
            keys.choice("haul.downloads.in-use", Owners.InUse.class),
            request -> isOfInbox(request) && inboxOwner.isLost(),
            download -> flights.abort(download, new Retryable.InUse(download.partPath())));
    owners.onWait(downloads::admit);
    space.onWait(downloads::admit);

    byName.put("haulDoor", new RequestDoor(new RequestReader()));
    byName.put("haulBacklog", backlog);
    byName.put(
        "haulInbox", new Inbox(inbox(keys), producer, orders, InstantSource.system(), inboxOwner));
    byName.put("haulSubmissions", submissions);
    byName.put("haulCommands", new Commands(orders, submissions, backlog, downloads));
    byName.put("haulInboxOwner", inboxOwner);
    byName.put("haulOwners", owners);
    byName.put("haulLists", new Lists(downloads, Path.of(System.getProperty("java.io.tmpdir"))));
    queueDoor =
        new QueueDoor(
            keys.text("haul.queue.receipts"),
            keys.text("haul.queue.failures"),
            keys.path("haul.inbox"),
            producer);
    byName.put("haulQueue", queueDoor);
    byName.put("haulRecords", new RecordDoor());
    byName.put("haulDownloads", downloads);
    byName.put("haulAnswers", answers);
    events =
        new Events(downloads, this::progress, redaction, keys.duration("haul.events.progress"));
    byName.put("haulEvents", events);
    byName.put("haulCloudEvents", new CloudEvents(producer.node()));
    byName.put("haulTargets", targets);
    byName.put("haulPlanner", planner);
    boolean keepTime = keys.flag("haul.finish.keep-time");
    byName.put(
        "haulRecall",
        new Recall(downloads, store, resume, new Recall.Naming(targets, space, keepTime)));
    byName.put("haulResume", resume);
    byName.put("haulCheckpoint", checkpoint);
    byName.put("haulRestart", new Restart(downloads, planner, backoff, random));
    byName.put("haulChunkQueue", queue);
    byName.put("haulFlights", flights);
    Holds holds = new Holds(downloads, flights, queue);
    byName.put("haulHolds", holds);
    byName.put("haulSteering", new Steering(downloads, flights, holds, space));
    byName.put("haulDiskSpace", space);
    byName.put("haulDiskWatch", new DiskWatch(space, root, downloads, holds));
    byName.put("haulConnections", connections);
    byName.put("haulHttpClient", clients.configurer());
    byName.put(
        "haulAnswerCheck",
        new AnswerCheck(new Escalation(escalation(keys), habits, flights), habits));
    byName.put("haulPartWriter", new PartWriter(flights, space));
    byName.put("haulRetry", new Retry(backoff, random));
    byName.put("haulSpeedWatch", new SpeedWatch(flights, speedFloor(keys), stallRule(keys)));
    byName.put(
        "haulEndlessBodies",
        new EndlessBodies(flights, keys.size("haul.downloads.largest-unknown")));
    byName.put("haulSharing", new Sharing(sharing(keys, consumers), flights, queue, demand));
    byName.put("haulTallies", new TallyAggregation(downloads));
    byName.put("haulIntegrity", new IntegrityCheck(downloads));
    Receipts receipts = new Receipts(producer, redaction);
    Publisher publisher =
        new Publisher(
            downloads,
            store,
            receipts,
            new Publisher.Naming(targets::policy, FileNames::numbered, keepTime));
    byName.put("haulPublisher", publisher);
    byName.put("haulPublishing", new Publishing(publisher, space, root, owners));
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

  /** What came over HTTP lies in the inbox, too. */
  private static boolean isOfInbox(DownloadRequest request) {
    Door door = request.origin().door();
    return door == Door.FOLDER || door == Door.REST;
  }

  /** Another Haul owns the inbox: what came from it ends here, and its files stay. */
  private void leaveInbox() {
    downloads.interrupt(
        HaulBeans::isOfInbox,
        new Retryable.Stopping("another Haul owns the inbox now, and does this job"),
        download -> flights.abort(download, new Retryable.Superseded()));
  }

  private static OpenDownloads.Settings openDownloads(Configuration keys) {
    int active = keys.number("haul.downloads.active", 1, 1000);
    return new OpenDownloads.Settings(
        root(keys),
        active,
        keys.number("haul.downloads.open", active, 10_000),
        keys.duration("haul.failures.give-up-after"));
  }

  private static Path root(Configuration keys) {
    return keys.path("haul.downloads").toAbsolutePath().normalize();
  }

  private static KeepFree keepFree(Configuration keys) {
    String key = "haul.downloads.keep-free";
    String value = keys.text(key);
    return value.equals("auto")
        ? KeepFree.AUTO
        : KeepFree.of(
            Quantities.size(value)
                .orElseThrow(
                    () -> InvalidConfiguration.value(key, value, "auto, or " + Quantities.SIZE)));
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

  /** The two ways of {@code haul.fetch.floor-mode}. */
  private enum FloorMode {
    RELATIVE,
    ABSOLUTE
  }

  Map<String, Object> byName() {
    return byName;
  }

  Events events() {
    return events;
  }

  /** Reads what an earlier run left in the inbox, before a door is opened. */
  void load() throws IOException {
    orders.load();
    submissions.load();
  }

  /** What the page and the API show besides what their routes do. */
  Views views() {
    return views;
  }

  Api api() {
    return api;
  }

  Backlog backlog() {
    return backlog;
  }

  List<Progress> progress() {
    return downloads.all().stream().map(this::progress).toList();
  }

  private Progress progress(Download download) {
    return download.progress(flights.bytesInFlight(download));
  }

  /** What the next run need not fetch again, once this one has stopped. */
  Kept kept() {
    return kept;
  }

  /** Ends everything within moments; the sources keep their jobs. */
  void stop() {
    queue.close();
    flights.stop();
    resume.stop();
    checkpoint.last(LAST_CHECKPOINTS);
    kept = Kept.of(downloads.all());
    downloads.stop();
    queueDoor.stop();
    answers.stop();
    connections.close(CloseMode.IMMEDIATE);
    events.stop(LAST_EVENTS);
  }

  /** Nothing is in work any more: another Haul may have the inbox. */
  void leave() {
    inboxOwner.release();
  }
}
