package dev.haul.component;

import dev.haul.Configuration;
import dev.haul.HaulBundle;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * The component {@code haul}. Its first endpoint puts Haul into the context, unless it is there.
 */
@Component("haul")
public class HaulComponent extends DefaultComponent {

  @Metadata(
      label = "common",
      description =
          "The folder for finished files; below it .haul/ for what is under way. The key"
              + " haul.downloads if not set.")
  private @Nullable String downloads;

  @Metadata(
      label = "advanced",
      autowired = true,
      description =
          "All keys of Haul. If not set, the properties of the context that begin with haul. are"
              + " taken, and the defaults of all others.")
  private @Nullable Configuration configuration;

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    HaulEndpoint endpoint = new HaulEndpoint(uri, this, Operation.of(remaining));
    setProperties(endpoint, parameters);
    validateParameters(uri, parameters, null);
    endpoint.check();
    bundle();
    return endpoint;
  }

  /** The bundle of this context, which is installed now if it is not there yet. */
  HaulBundle bundle() throws Exception {
    return HaulBundle.ofOrInstall(getCamelContext(), this::keys);
  }

  private Configuration keys() {
    Configuration given =
        configuration != null ? configuration : HaulBundle.configuration(getCamelContext());
    return downloads == null ? given : given.with(Map.of("haul.downloads", downloads));
  }

  public @Nullable String getDownloads() {
    return downloads;
  }

  public void setDownloads(@Nullable String downloads) {
    this.downloads = downloads;
  }

  public @Nullable Configuration getConfiguration() {
    return configuration;
  }

  public void setConfiguration(@Nullable Configuration configuration) {
    this.configuration = configuration;
  }
}
