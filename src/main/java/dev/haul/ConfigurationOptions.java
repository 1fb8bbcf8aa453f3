package dev.haul;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every command is configured. */
final class ConfigurationOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Read the configuration from FILE instead of ./application.properties or"
              + " /etc/haul/haul.properties.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key, for example --set haul.log.level=debug; stronger than all else.")
  private Map<String, String> set = new LinkedHashMap<>();

  /** Resolves all keys; {@code implied} comes from other options and is weaker than --set. */
  Configuration resolve(Map<String, String> implied) {
    Map<String, String> all = new HashMap<>(implied);
    all.putAll(set);
    return Configuration.ofProcess(all, file);
  }
}
