package dev.haul.component;

import org.apache.camel.spi.Metadata;

/** The one header Haul sets. */
public final class HaulHeaders {

  @Metadata(
      label = "consumer",
      description = "What happened: started, progress, completed, failed or cancelled.",
      javaType = "String")
  public static final String EVENT = "CamelHaulEvent";

  private HaulHeaders() {}
}
