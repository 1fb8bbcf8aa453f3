package dev.haul;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which Haul this is; Maven writes it into the jar. */
final class Release {

  private static final String WRITTEN_BY_MAVEN = "/META-INF/maven/dev.haul/haul/pom.properties";

  private Release() {}

  /** The version, or {@code development} when the classes do not come from a jar. */
  static String text() {
    try (InputStream in = Release.class.getResourceAsStream(WRITTEN_BY_MAVEN)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development");
    } catch (IOException unreadable) {
      return "development";
    }
  }
}
