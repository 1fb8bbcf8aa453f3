package dev.haul.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code haul/request/1}, read strictly: what is not understood is an error, because a
 * misspelt digest that is skipped would be a file that is not proven.
 *
 * <p>{@code downloads} are read one by one, so a long list never stands in memory as a tree.
 */
final class JsonFormat {

  static final String SCHEMA = "haul/request/1";

  private static final int MAX_DEPTH = 16;
  private static final int MAX_STRING = 64 * 1024;
  private static final int MAX_NUMBER = 32;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(MAX_STRING)
                      .maxNameLength(MAX_STRING)
                      .maxNumberLength(MAX_NUMBER)
                      .build())
              .build());

  /** What the document says: its own id or null, whether it is a list, and the requests. */
  record Document(@Nullable String id, boolean list, List<DownloadRequest> requests) {}

  /** A value and the place it stands at. */
  record Field(JsonNode value, JsonLocation place) {}

  private final Source source;
  private @Nullable List<DownloadRequest> downloads;

  private JsonFormat(Source source) {
    this.source = source;
  }

  /** A map as JSON, so that it is read by the same rules. */
  static String text(Map<?, ?> fields) throws Unreadable {
    try {
      return MAPPER.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new Unreadable("a Map that is no JSON: " + e.getOriginalMessage());
    }
  }

  static Document parse(byte[] content, Source source) throws Unreadable {
    try (JsonParser parser = MAPPER.createParser(content)) {
      return new JsonFormat(source).document(parser);
    } catch (JsonProcessingException e) {
      throw at(e.getLocation(), "not JSON as expected: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new Unreadable("not JSON in UTF-8: " + firstLine(e.getMessage()));
    }
  }

  private Document document(JsonParser parser) throws IOException, Unreadable {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw at(parser.currentTokenLocation(), "expected an object: {\"urls\":[\"https://...\"]}");
    }
    JsonLocation start = parser.currentTokenLocation();
    Map<String, Field> fields = fields(parser, true);
    if (parser.nextToken() != null) {
      throw at(parser.currentTokenLocation(), "something behind the end of the document");
    }
    if (downloads == null) {
      DownloadRequest request = new JsonRequest(fields, start).read(source.line(start.getLineNr()));
      return new Document(request.id(), false, List.of(request));
    }
    JsonRequest envelope = new JsonRequest(fields, start);
    envelope.expectOnly(List.of("schema", "id"), "beside \"downloads\"");
    if (downloads.isEmpty()) {
      throw at(start, "\"downloads\" is empty; name at least one download");
    }
    return new Document(envelope.id(), true, downloads);
  }

  /** The fields of the object the parser stands at the start of. */
  private Map<String, Field> fields(JsonParser parser, boolean top) throws IOException, Unreadable {
    Map<String, Field> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonLocation place = parser.currentTokenLocation();
      JsonToken value = parser.nextToken();
      if (top && name.equals("downloads") && value != JsonToken.VALUE_NULL) {
        downloads = downloads(parser, place);
      } else {
        fields.put(name, new Field(MAPPER.readTree(parser), place));
      }
    }
    return fields;
  }

  private List<DownloadRequest> downloads(JsonParser parser, JsonLocation place)
      throws IOException, Unreadable {
    if (!parser.isExpectedStartArrayToken()) {
      throw at(place, "downloads: expected an array of objects");
    }
    List<DownloadRequest> requests = new ArrayList<>();
    int before = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonLocation start = parser.currentTokenLocation();
      if (!parser.isExpectedStartObjectToken()) {
        throw at(start, "downloads: expected an object");
      }
      int line = start.getLineNr();
      Origin origin = line == before ? source.column(line, start.getColumnNr()) : source.line(line);
      before = line;
      requests.add(new JsonRequest(fields(parser, false), start).read(origin));
    }
    return requests;
  }

  static Unreadable at(@Nullable JsonLocation place, String reason) {
    return place == null || place.getLineNr() < 1
        ? new Unreadable(reason)
        : new Unreadable(
            "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + reason);
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).lines().findFirst().orElse("");
  }
}
