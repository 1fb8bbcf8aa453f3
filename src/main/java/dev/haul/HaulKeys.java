package dev.haul;

import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** Answers {@code {{haul...}}} in the routes from Haul's configuration, and nothing else. */
final class HaulKeys implements PropertiesSource {

  private final Configuration configuration;

  HaulKeys(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public String getName() {
    return "haul";
  }

  @Override
  public @Nullable String getProperty(String name) {
    return configuration.all().get(name);
  }
}
