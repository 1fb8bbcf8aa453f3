package dev.haul.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Header fields in their order; names compare without case. */
public final class Headers {
  private final List<Map.Entry<String, String>> fields = new ArrayList<>();

  public Headers add(String name, String value) {
    fields.add(Map.entry(name, value));
    return this;
  }

  public Headers set(String name, Object value) {
    return remove(name).add(name, value.toString());
  }

  public Headers remove(String name) {
    fields.removeIf(field -> field.getKey().equalsIgnoreCase(name));
    return this;
  }

  public Headers clear() {
    fields.clear();
    return this;
  }

  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  public boolean has(String name) {
    return first(name).isPresent();
  }

  public List<Map.Entry<String, String>> fields() {
    return List.copyOf(fields);
  }

  Headers copy() {
    Headers copy = new Headers();
    copy.fields.addAll(fields);
    return copy;
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
