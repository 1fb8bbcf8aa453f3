package dev.haul;

import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** Of what a broker's messages carry beside their body nothing comes in; Haul's own goes out. */
final class OwnHeaders implements HeaderFilterStrategy {

  private final String[] prefixes;

  OwnHeaders(String... prefixes) {
    this.prefixes = prefixes;
  }

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return Stream.of(prefixes).noneMatch(name::startsWith);
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return true;
  }
}
