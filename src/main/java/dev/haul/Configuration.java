package dev.haul;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All {@code haul.*} keys, resolved once; {@code application.properties} is the reference of them.
 *
 * <p>Strongest first: {@code --set}, Java system property, environment variable, configuration
 * file, default. A value that its key cannot have throws {@link InvalidConfiguration} when it is
 * asked for, so ask at start.
 */
public final class Configuration {

  /** What every key of Haul begins with. */
  static final String PREFIX = "haul.";

  private static final Set<String> YES = Set.of("true", "on", "yes");
  private static final Set<String> NO = Set.of("false", "off", "no");

  private final SortedMap<String, String> values;
  private final @Nullable Path file;

  private Configuration(SortedMap<String, String> values, @Nullable Path file) {
    this.values = Collections.unmodifiableSortedMap(values);
    this.file = file;
  }

  /** The defaults with {@code overrides}; the surroundings of the process do not matter. */
  public static Configuration of(Map<String, String> overrides) {
    return from(ConfigurationSources.fixed(overrides));
  }

  /**
   * The same with {@code overrides}.
   *
   * @throws InvalidConfiguration when a key does not exist
   */
  public Configuration with(Map<String, String> overrides) {
    Map<String, String> all = new TreeMap<>(values);
    all.putAll(overrides);
    return of(all);
  }

  /**
   * What applies to this process.
   *
   * @param set the strongest values, by key
   * @param file the configuration file, or null for the first usual one that exists
   */
  public static Configuration ofProcess(Map<String, String> set, @Nullable Path file) {
    return from(ConfigurationSources.ofProcess(set, file));
  }

  static Configuration from(ConfigurationSources sources) {
    return new Configuration(sources.resolve(), sources.file());
  }

  /** Every key with its value, sorted by key. */
  public Map<String, String> all() {
    return values;
  }

  /** The configuration file, which may hold keys of others too, or null when there is none. */
  public @Nullable Path file() {
    return file;
  }

  /** The value as it stands; an empty one means that the key is not set. */
  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is not declared in application.properties");
    }
    return value;
  }

  public boolean isSet(String key) {
    return !text(key).isEmpty();
  }

  public int number(String key, int min, int max) {
    String value = text(key);
    // Ten digits hold every int and cannot overflow a long.
    long number = value.matches("-?[0-9]{1,10}") ? Long.parseLong(value) : Long.MIN_VALUE;
    if (number < min || number > max) {
      throw InvalidConfiguration.value(key, value, "a whole number from " + min + " to " + max);
    }
    return (int) number;
  }

  public Duration duration(String key) {
    return Quantities.duration(text(key))
        .orElseThrow(() -> InvalidConfiguration.value(key, text(key), Quantities.DURATION));
  }

  /** Bytes. */
  public long size(String key) {
    return Quantities.size(text(key))
        .orElseThrow(() -> InvalidConfiguration.value(key, text(key), Quantities.SIZE));
  }

  /** Bytes per second. */
  public long rate(String key) {
    return Quantities.rate(text(key))
        .orElseThrow(() -> InvalidConfiguration.value(key, text(key), Quantities.RATE));
  }

  /** A path as it stands: relative ones are relative to the working directory. */
  public Path path(String key) {
    String value = text(key);
    try {
      if (!value.isEmpty()) {
        return Path.of(value);
      }
    } catch (InvalidPathException impossible) {
      // Falls through: the message below says what is expected.
    }
    throw InvalidConfiguration.value(key, value, "a path");
  }

  /** {@code true}, {@code on} and {@code yes} mean yes. */
  public boolean flag(String key) {
    String value = text(key).toLowerCase(Locale.ROOT);
    if (!YES.contains(value) && !NO.contains(value)) {
      throw InvalidConfiguration.value(key, value, "true or false");
    }
    return YES.contains(value);
  }

  /** Parts between commas, without the space around them; none when the key is not set. */
  public List<String> list(String key) {
    return Arrays.stream(text(key).split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** One of the constants of {@code type}, written as {@code lower-case}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int index = names.indexOf(text(key).toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw InvalidConfiguration.value(key, text(key), "one of " + String.join(", ", names));
    }
    return type.getEnumConstants()[index];
  }
}
