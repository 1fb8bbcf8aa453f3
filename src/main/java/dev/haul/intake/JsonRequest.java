package dev.haul.intake;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import dev.haul.download.Checksum;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.Origin;
import dev.haul.download.IfExists;
import dev.haul.download.Nearest;
import dev.haul.intake.JsonFormat.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One download of a JSON document: its fields, and where each of them stands. */
final class JsonRequest {

  private static final List<String> LATER =
      List.of("digestUrl", "site", "limit", "notBefore", "deadline");
  private static final List<String> KNOWN =
      List.of(
          "schema",
          "id",
          "url",
          "urls",
          "name",
          "dir",
          "size",
          "digests",
          "ifExists",
          "headers",
          "connections",
          "priority",
          "requestedBy",
          "labels",
          "downloads");

  private final Map<String, Field> fields;
  private final JsonLocation start;

  JsonRequest(Map<String, Field> fields, JsonLocation start) {
    this.fields = fields;
    this.start = start;
  }

  DownloadRequest read(Origin origin) throws Unreadable {
    refuseUnknown();
    schema();
    if (value("downloads") != null) {
      throw at("downloads", "a download cannot hold downloads");
    }
    List<String> urls = urls();
    DownloadRequest.Builder request = DownloadRequest.builder(urls.get(0), origin);
    urls.subList(1, urls.size()).forEach(request::mirror);
    placement(request);
    request.id(id()).requestedBy(text("requestedBy", Fields::plain));
    request.ifExists(text("ifExists", IfExists::parse));
    request.size(number("size", 0, Long.MAX_VALUE));
    Long connections = number("connections", 1, Integer.MAX_VALUE);
    request.connections(connections == null ? null : connections.intValue());
    Long priority = number("priority", 0, 9);
    request.priority(priority == null ? DownloadRequest.DEFAULT_PRIORITY : priority.intValue());
    request.labels(entries("labels", (key, value) -> value));
    entries("digests", Checksum::of).values().forEach(request::checksum);
    entries("headers", JsonRequest::header).forEach((name, value) -> request.header(name, value));
    return request.build();
  }

  @Nullable String id() throws Unreadable {
    return text("id", Fields::id);
  }

  /** Fails for every field that is set and not in {@code names}. */
  void expectOnly(List<String> names, String where) throws Unreadable {
    refuseUnknown();
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      if (!names.contains(field.getKey()) && !field.getValue().value().isNull()) {
        throw at(field.getKey(), "does not belong " + where + "; put it into each download");
      }
    }
    schema();
  }

  private void refuseUnknown() throws Unreadable {
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      String name = field.getKey();
      if (LATER.contains(name) && !field.getValue().value().isNull()) {
        throw at(name, "not supported yet");
      }
      if (!LATER.contains(name) && !KNOWN.contains(name)) {
        List<String> all = new ArrayList<>(KNOWN);
        all.addAll(LATER);
        throw JsonFormat.at(
            field.getValue().place(),
            "unknown field \""
                + Fields.shown(name)
                + "\"; did you mean \""
                + Nearest.to(name, all)
                + "\"?");
      }
    }
  }

  private void schema() throws Unreadable {
    String schema = text("schema", Function.identity());
    if (schema != null && !schema.equals(JsonFormat.SCHEMA)) {
      throw at("schema", "expected \"" + JsonFormat.SCHEMA + "\", was \"" + schema + "\"");
    }
  }

  private List<String> urls() throws Unreadable {
    JsonNode many = value("urls");
    String one = text("url", Fields::url);
    if (one != null && many != null) {
      throw at("url", "give either \"url\" or \"urls\"");
    }
    if (one != null) {
      return List.of(one);
    }
    if (many == null) {
      throw JsonFormat.at(start, "no URL in it; add \"urls\":[\"https://...\"]");
    }
    if (!many.isArray() || many.isEmpty()) {
      throw at("urls", "expected an array of at least one string");
    }
    List<String> urls = new ArrayList<>();
    for (JsonNode url : many) {
      urls.add(read("urls", url, Fields::url));
    }
    return urls;
  }

  private void placement(DownloadRequest.Builder request) throws Unreadable {
    request.name(text("name", Fields::name));
    List<String> folders = text("dir", Fields::path);
    if (folders != null && !folders.isEmpty()) {
      request.dir(String.join("/", folders));
    }
  }

  private <T> @Nullable T text(String name, Function<String, T> reader) throws Unreadable {
    JsonNode value = value(name);
    return value == null ? null : read(name, value, reader);
  }

  private <T> T read(String name, JsonNode value, Function<String, T> reader) throws Unreadable {
    if (!value.isTextual()) {
      throw at(name, "expected a string");
    }
    try {
      return reader.apply(value.textValue());
    } catch (IllegalArgumentException e) {
      throw at(name, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Long number(String name, long least, long most) throws Unreadable {
    JsonNode value = value(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      String range = most > Integer.MAX_VALUE ? "from " + least : least + " to " + most;
      throw at(name, "expected a whole number, " + range);
    }
    return value.longValue();
  }

  private interface EntryReader<T> {
    T read(String key, String value);
  }

  private <T> Map<String, T> entries(String name, EntryReader<T> reader) throws Unreadable {
    JsonNode value = value(name);
    Map<String, T> entries = new LinkedHashMap<>();
    if (value == null) {
      return entries;
    }
    if (!value.isObject()) {
      throw at(name, "expected an object of strings");
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      entries.put(
          entry.getKey(), read(name, entry.getValue(), text -> reader.read(entry.getKey(), text)));
    }
    return entries;
  }

  private static String header(String name, String value) {
    Fields.headerName(name);
    return Fields.plain(value).strip();
  }

  private @Nullable JsonNode value(String name) {
    Field field = fields.get(name);
    return field == null || field.value().isNull() ? null : field.value();
  }

  private Unreadable at(String name, String reason) {
    Field field = fields.get(name);
    return JsonFormat.at(field == null ? start : field.place(), name + ": " + reason);
  }
}
