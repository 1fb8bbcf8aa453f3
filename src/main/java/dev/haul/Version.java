package dev.haul;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Haul this is; Maven writes it into the jar. */
public final class Version implements IVersionProvider {

  private static final String WRITTEN_BY_MAVEN = "/META-INF/maven/dev.haul/haul/pom.properties";

  /** The version, or {@code development} when the classes do not come from a jar. */
  public static String text() {
    try (InputStream in = Version.class.getResourceAsStream(WRITTEN_BY_MAVEN)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "development");
    } catch (IOException unreadable) {
      return "development";
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"haul " + text()};
  }
}
