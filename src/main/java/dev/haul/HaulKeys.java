package dev.haul;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.Ordered;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** Answers {@code {{haul...}}} in the routes from Haul's configuration, and nothing else. */
final class HaulKeys implements PropertiesSource, Ordered {

  private final Configuration configuration;

  HaulKeys(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The {@code haul.*} keys as they stand among the properties of a host. */
  static Configuration of(PropertiesComponent host) {
    Map<String, String> found = new TreeMap<>();
    Properties listed = host.loadProperties(key -> key.startsWith(Configuration.PREFIX));
    listed.stringPropertyNames().forEach(key -> found.put(key, listed.getProperty(key)));
    for (String key : Configuration.of(Map.of()).all().keySet()) {
      Optional<String> value = host.resolveProperty(key);
      value.ifPresent(text -> found.put(key, text));
    }
    return Configuration.of(found);
  }

  @Override
  public String getName() {
    return "haul";
  }

  /** First, so that routes and beans are of one mind. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST;
  }

  @Override
  public @Nullable String getProperty(String name) {
    return configuration.all().get(name);
  }
}
