package dev.haul;

import dev.haul.download.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The places a value may come from, and the order in which they win.
 *
 * @param set {@code --set key=value}, the strongest
 * @param property looks up a Java system property
 * @param environment looks up an environment variable
 * @param file the configuration file, or null when there is none
 */
record ConfigurationSources(
    Map<String, String> set,
    Function<String, @Nullable String> property,
    Function<String, @Nullable String> environment,
    @Nullable Path file) {

  private static final String DEFAULTS = "/haul/application.properties";
  private static final List<Path> USUAL_FILES =
      List.of(Path.of("application.properties"), Path.of("/etc/haul/haul.properties"));

  /** Those of this process; a null {@code file} stands for the first usual one that exists. */
  static ConfigurationSources ofProcess(Map<String, String> set, @Nullable Path file) {
    Path chosen =
        file != null ? file : USUAL_FILES.stream().filter(Files::exists).findFirst().orElse(null);
    return new ConfigurationSources(set, System::getProperty, System::getenv, chosen);
  }

  /** Only the defaults and {@code overrides}: nothing around the process can change it. */
  static ConfigurationSources fixed(Map<String, String> overrides) {
    return new ConfigurationSources(overrides, key -> null, name -> null, null);
  }

  /** One value for every key there is. */
  SortedMap<String, String> resolve() {
    SortedMap<String, String> values = defaults();
    if (file != null) {
      values.putAll(known(haulKeys(read(file)), values.keySet(), file.toString()));
    }
    for (String key : List.copyOf(values.keySet())) {
      putIfPresent(values, key, environment.apply(environmentName(key)));
      putIfPresent(values, key, property.apply(key));
    }
    values.putAll(known(set, values.keySet(), "--set"));
    values.replaceAll((key, value) -> value.strip());
    return values;
  }

  /** {@code haul.http.port} as an environment variable: {@code HAUL_HTTP_PORT}. */
  static String environmentName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static void putIfPresent(Map<String, String> values, String key, @Nullable String value) {
    if (value != null) {
      values.put(key, value);
    }
  }

  private static Map<String, String> known(
      Map<String, String> given, Collection<String> keys, String where) {
    for (String key : given.keySet()) {
      if (!keys.contains(key)) {
        String hint = "; did you mean " + Nearest.to(key, keys) + "?";
        throw new InvalidConfiguration(where + ": there is no key \"" + key + "\"" + hint);
      }
    }
    return given;
  }

  private static SortedMap<String, String> defaults() {
    try (InputStream in = Configuration.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + DEFAULTS);
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return haulKeys(properties);
    } catch (IOException unreadable) {
      throw new IllegalStateException("cannot read " + DEFAULTS, unreadable);
    }
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new InvalidConfiguration(file + ": not a readable properties file: " + unreadable);
    }
    return properties;
  }

  private static SortedMap<String, String> haulKeys(Properties properties) {
    SortedMap<String, String> keys = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(Configuration.PREFIX)) {
        keys.put(key, properties.getProperty(key));
      }
    }
    return keys;
  }
}
