package dev.haul.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Status and header fields of a response, as they came.
 *
 * @param status the status code
 * @param fields values by lower-case name, in order
 */
public record ResponseHead(int status, Map<String, List<String>> fields) {

  /** Collects the fields of a response as they are read. */
  public static final class Builder {
    private final Map<String, List<String>> fields = new TreeMap<>();

    public Builder add(String name, @Nullable String value) {
      fields
          .computeIfAbsent(name.toLowerCase(Locale.ROOT), unused -> new ArrayList<>())
          .add(value == null ? "" : value.strip());
      return this;
    }

    public ResponseHead build(int status) {
      return new ResponseHead(status, fields);
    }
  }

  /** The first value of a field, or null. */
  public @Nullable String first(String name) {
    List<String> values = fields.get(name);
    return values == null ? null : values.get(0);
  }

  /**
   * The one value of a field.
   *
   * @return null when the field is absent
   * @throws IllegalArgumentException when it came more than once with different values
   */
  public @Nullable String only(String name) {
    List<String> values = fields.get(name);
    if (values == null) {
      return null;
    }
    if (values.stream().distinct().count() > 1) {
      throw new IllegalArgumentException(name + " came with different values: " + values);
    }
    return values.get(0);
  }
}
