package dev.haul.traces;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.Download;
import dev.haul.download.Receipt;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One download as a span in OTLP's JSON encoding. Its URLs have neither query nor user-info.
 *
 * <pre>
 * {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"download","kind":3,
 *  "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
 *  "attributes":[{"key":"haul.outcome","value":{"stringValue":"proven"}},…],
 *  "events":[{"name":"retry","timeUnixNano":"…","attributes":[…]}],"status":{}}
 * </pre>
 */
public record Span(ObjectNode json) {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final int CLIENT = 3;
  private static final int ERROR = 2;

  static Span of(Download download, Receipt receipt, Events events) {
    ObjectNode span = JSON.createObjectNode();
    span.put("traceId", id(16));
    span.put("spanId", id(8));
    span.put("name", "download");
    span.put("kind", CLIENT);
    span.put("startTimeUnixNano", nanos(download.startedAt()));
    span.put("endTimeUnixNano", nanos(Instant.now()));
    span.set("attributes", attributes(about(download, receipt)));
    ArrayNode list = span.putArray("events");
    for (Events.Event event : events.all()) {
      list.addObject()
          .put("name", event.name())
          .put("timeUnixNano", nanos(event.at()))
          .set("attributes", attributes(event.attributes()));
    }
    span.put("droppedEventsCount", events.dropped());
    ObjectNode status = span.putObject("status");
    if (receipt.error() != null) {
      status.put("code", ERROR).put("message", receipt.error().title());
    }
    return new Span(span);
  }

  private static Map<String, Object> about(Download download, Receipt receipt) {
    Map<String, Object> about = new TreeMap<>();
    Receipt.Transfer transfer = receipt.transfer();
    about.put("haul.id", download.id());
    about.put("haul.outcome", receipt.outcome().toString());
    about.put("haul.fetched_bytes", transfer.bytesFetched());
    about.put("haul.kept_bytes", transfer.bytesKept());
    about.put("haul.connections", (long) transfer.maxConnections());
    about.put("haul.restarts", (long) transfer.restarts());
    Path target = download.target();
    if (target != null) {
      about.put("haul.name", String.valueOf(target.getFileName()));
    }
    if (download.location().isKnown()) {
      about.put("url.full", download.url().withoutQuery());
    }
    if (receipt.file() != null) {
      about.put("haul.size", receipt.file().size());
      about.put("haul.proof", receipt.proof().grade().toString());
    }
    if (receipt.error() != null) {
      about.put("error.type", receipt.error().type());
    }
    return about;
  }

  /** As OTLP has them: 64-bit numbers are text. */
  static ArrayNode attributes(Map<String, Object> values) {
    ArrayNode list = JSON.createArrayNode();
    values.forEach(
        (key, value) -> {
          ObjectNode typed = list.addObject().put("key", key).putObject("value");
          typed.put(value instanceof Long ? "intValue" : "stringValue", String.valueOf(value));
        });
    return list;
  }

  private static String id(int bytes) {
    byte[] random = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static String nanos(Instant at) {
    return at.getEpochSecond() + "%09d".formatted(at.getNano());
  }
}
