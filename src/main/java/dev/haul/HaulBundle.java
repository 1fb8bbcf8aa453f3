package dev.haul;

import dev.haul.download.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;

/** Puts Haul's beans, keys and routes into a Camel context, touching nothing that is the host's. */
public final class HaulBundle {

  /** The core, in the order of the story; failures first, because the others refer to it. */
  private static final List<String> CORE =
      List.of("failures", "finish", "fetch", "journal", "plan", "intake-list");

  /** The folder that has {@code routes/}: route files there win over the ones in the jar. */
  private static final String HOME = "haul.home";

  private final HaulBeans beans;

  private HaulBundle(HaulBeans beans) {
    this.beans = beans;
  }

  /**
   * Installs the bundle into {@code context}, which must not be started yet.
   *
   * @param doors route files to load beside the core, for example {@code intake-folder}
   * @throws InvalidConfiguration when a key has a value it cannot have
   */
  public static HaulBundle install(
      CamelContext context, Configuration configuration, List<String> doors) throws Exception {
    HaulBeans beans = new HaulBeans(configuration);
    beans.byName().forEach(context.getRegistry()::bind);
    context
        .getRegistry()
        .bind(
            "haulListReaders",
            context.getExecutorServiceManager().newCachedThreadPool(beans, "haul-list"));
    context.getPropertiesComponent().addPropertiesSource(new HaulKeys(configuration));
    context.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextStopping(CamelContext stopping) {
            beans.stop();
          }
        });
    QueueBroker.open(context, configuration);
    List<String> files = new ArrayList<>(CORE);
    files.addAll(doors);
    for (String file : files) {
      PluginHelper.getRoutesLoader(context).loadRoutes(find(context, file + ".camel.yaml"));
    }
    return new HaulBundle(beans);
  }

  private static Resource find(CamelContext context, String file) {
    String home = System.getProperty(HOME);
    Path own = home == null ? null : Path.of(home, "routes", file);
    String location =
        own != null && Files.isReadable(own) ? "file:" + own : "classpath:haul/routes/" + file;
    return PluginHelper.getResourceLoader(context).resolveResource(location);
  }

  /** The downloads under way, in the order in which they were opened. */
  public List<Progress> progress() {
    return beans.progress();
  }
}
