package dev.haul;

import dev.haul.download.Progress;
import dev.haul.events.Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.jspecify.annotations.Nullable;

/**
 * Puts Haul's beans, keys and routes into a Camel context, touching nothing that is the host's.
 *
 * <p>A context that was stopped may be started again: what Haul ended for good is made anew then.
 */
public final class HaulBundle {

  /** What the others refer to comes first; then the core, in the order of the story. */
  private static final List<String> CORE =
      List.of(
          "failures",
          "setbacks",
          "refusals",
          "finish",
          "fetch",
          "journal",
          "owner",
          "plan",
          "intake-list");

  /** The folder that has {@code routes/}: route files there win over the ones in the jar. */
  private static final String HOME = "haul.home";

  /** Every route of Haul is called so. */
  private static final String OWN = "haul-";

  /** Most of the time a stop may take for requests under way to be answered that it ends. */
  private static final Duration LAST_ANSWERS = Duration.ofMillis(200);

  private static final Duration MOMENT = Duration.ofMillis(2);

  /** Of a caller's exchange only the body changes. */
  private static final AggregationStrategy BODY_ONLY =
      (asked, answered) -> {
        asked.getMessage().setBody(answered.getMessage().getBody());
        return asked;
      };

  private final CamelContext context;
  private final Configuration configuration;
  private final List<String> doors;
  private final boolean observed;

  /** Written by whoever starts the context, while nothing of Haul runs. */
  private volatile HaulBeans beans;

  /** Written with {@link #beans}. */
  private volatile Runnable unobserve = () -> {};

  /** Written with {@link #beans}. */
  private volatile Runnable endThreads = () -> {};

  private HaulBundle(
      CamelContext context, Configuration configuration, List<String> doors, boolean observed) {
    this.context = context;
    this.configuration = configuration;
    this.doors = List.copyOf(doors);
    this.observed = observed;
    beans = new HaulBeans(configuration);
  }

  /**
   * Installs the bundle with the {@code haul.*} keys among the properties of {@code context}, and
   * the defaults of all others.
   *
   * @throws InvalidConfiguration when a key does not exist or has a value it cannot have
   */
  public static HaulBundle install(CamelContext context) throws Exception {
    return install(context, configuration(context), List.of());
  }

  /**
   * The {@code haul.*} keys among the properties of {@code context}, and the defaults of all
   * others.
   *
   * @throws InvalidConfiguration when a key does not exist
   */
  public static Configuration configuration(CamelContext context) {
    return HaulKeys.of(context.getPropertiesComponent());
  }

  /**
   * Installs the bundle into {@code context}, at best before that is started.
   *
   * @param doors route files to load beside the core, for example {@code intake-folder}
   * @throws InvalidConfiguration when a key has a value it cannot have
   * @throws IllegalStateException when {@code context} has Haul already
   */
  public static HaulBundle install(
      CamelContext context, Configuration configuration, List<String> doors) throws Exception {
    return install(context, configuration, doors, true);
  }

  /** The same without health checks and meters: nobody looks at them in a short run. */
  static HaulBundle core(CamelContext context, Configuration configuration, List<String> doors)
      throws Exception {
    return install(context, configuration, doors, false);
  }

  private static synchronized HaulBundle install(
      CamelContext context, Configuration configuration, List<String> doors, boolean observed)
      throws Exception {
    if (of(context) != null) {
      throw new IllegalStateException("Haul is in " + context.getName() + " already");
    }
    HaulBundle bundle = new HaulBundle(context, configuration, doors, observed);
    bundle.bind();
    context.getPropertiesComponent().addPropertiesSource(new HaulKeys(configuration));
    context.addLifecycleStrategy(bundle.new Life());
    List<String> files = new ArrayList<>(CORE);
    if (configuration.isSet("haul.events.to")) {
      files.add("events");
    }
    files.addAll(doors);
    for (String file : files) {
      PluginHelper.getRoutesLoader(context).loadRoutes(find(context, file + ".camel.yaml"));
    }
    if (context.getStatus().isInitialized() || context.getStatus().isStarting()) {
      bundle.addMissingRoutes();
    }
    context.getCamelContextExtension().addContextPlugin(HaulBundle.class, bundle);
    return bundle;
  }

  /** The bundle in {@code context}, or null when there is none. */
  public static @Nullable HaulBundle of(CamelContext context) {
    return context.getCamelContextExtension().getContextPlugin(HaulBundle.class);
  }

  /** The bundle in {@code context}, which is installed now if there is none. */
  public static HaulBundle ofOrInstall(CamelContext context, Supplier<Configuration> configuration)
      throws Exception {
    HaulBundle there = of(context);
    if (there != null) {
      return there;
    }
    synchronized (HaulBundle.class) {
      HaulBundle first = of(context);
      return first != null ? first : install(context, configuration.get(), List.of());
    }
  }

  private static Resource find(CamelContext context, String file) {
    String home = System.getProperty(HOME);
    Path own = home == null ? null : Path.of(home, "routes", file);
    String location =
        own != null && Files.isReadable(own) ? "file:" + own : "classpath:haul/routes/" + file;
    return PluginHelper.getResourceLoader(context).resolveResource(location);
  }

  private void bind() throws IOException {
    Registry registry = context.getRegistry();
    beans.byName().forEach(registry::bind);
    ExecutorService readers =
        context.getExecutorServiceManager().newCachedThreadPool(beans, "haul-list");
    registry.bind("haulListReaders", readers);
    // Camel ends pools at the first stop of a context, and not at later ones (4.18.0).
    endThreads = () -> context.getExecutorServiceManager().shutdownNow(readers);
    registry.bind("haulAnswer", BODY_ONLY);
    context.addComponent("haul-http", http());
    EventSink.open(context, configuration, beans.events());
    QueueBroker.open(context, configuration);
    if (!doors.isEmpty()) {
      beans.load();
    }
    if (observed) {
      unobserve = Observation.join(context, configuration, beans.byName(), doors);
    }
  }

  /**
   * A component of Haul's own: what a host sets for its "http" is not meant for Haul. Each endpoint
   * of a component without connections makes some, and reads the certificates that Java trusts.
   */
  private HttpComponent http() {
    HttpComponent http = new HttpComponent();
    http.setClientConnectionManager(
        context
            .getRegistry()
            .lookupByNameAndType("haulConnections", HttpClientConnectionManager.class));
    return http;
  }

  /**
   * Makes the routes that Camel did not make, because the context was about to start when they were
   * loaded: it had counted its routes before.
   */
  private void addMissingRoutes() throws Exception {
    ModelCamelContext model = (ModelCamelContext) context;
    List<RouteDefinition> missing =
        model.getRouteDefinitions().stream()
            .filter(route -> String.valueOf(route.getRouteId()).startsWith(OWN))
            .filter(
                route -> context.getRouteController().getRouteStatus(route.getRouteId()) == null)
            .toList();
    model.startRouteDefinitions(missing);
  }

  HaulBeans beans() {
    return beans;
  }

  /** The downloads under way, in the order in which they were opened. */
  public List<Progress> progress() {
    return beans.progress();
  }

  /** What the next run need not fetch again, once the context has stopped. */
  Kept kept() {
    return beans.kept();
  }

  /**
   * Who wants to be told what happens to downloads asks here, anew when the context starts again.
   */
  public Events events() {
    return beans.events();
  }

  /** Follows the life of the context. */
  private final class Life extends LifecycleStrategySupport {

    private boolean stopped;

    @Override
    public void onContextInitializing(CamelContext again) {
      if (stopped) {
        stopped = false;
        beans = new HaulBeans(configuration);
        try {
          bind();
        } catch (IOException broken) {
          throw new UncheckedIOException(broken);
        }
      }
    }

    @Override
    public void onContextInitialized(CamelContext initialized) {
      try {
        addMissingRoutes();
      } catch (Exception broken) {
        throw new IllegalStateException("Haul's routes cannot be added", broken);
      }
    }

    @Override
    public void onContextStopping(CamelContext stopping) {
      stopped = true;
      unobserve.run();
      beans.stop();
      awaitEnd(stopping);
    }

    /** Camel looks only once a second whether all exchanges have ended; these end in moments. */
    private void awaitEnd(CamelContext stopping) {
      long start = System.nanoTime();
      while (isInWork(stopping) && System.nanoTime() - start < LAST_ANSWERS.toNanos()) {
        LockSupport.parkNanos(MOMENT.toNanos());
      }
    }

    private boolean isInWork(CamelContext stopping) {
      return stopping.getRoutes().stream()
          .map(Route::getId)
          .anyMatch(id -> id.startsWith(OWN) && stopping.getInflightRepository().size(id) > 0);
    }

    @Override
    public void onContextStopped(CamelContext nothingInWork) {
      endThreads.run();
      beans.leave();
    }
  }
}
