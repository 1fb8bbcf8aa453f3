package dev.haul.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.DownloadRequest;

/** A request as the JSON that {@link JsonFormat} reads as the same request. */
final class RequestJson {

  private RequestJson() {}

  static String of(DownloadRequest request) {
    ObjectNode json = PlainJson.MAPPER.createObjectNode();
    json.put("schema", JsonFormat.SCHEMA);
    json.put("id", request.id());
    request.urls().forEach(json.putArray("urls")::add);
    json.put("name", request.name());
    json.put("dir", request.dir());
    json.put("size", request.size());
    ObjectNode digests = json.putObject("digests");
    request.checksums().forEach(sum -> digests.put(sum.algorithm(), sum.hex()));
    if (request.ifExists() != null) {
      json.put("ifExists", request.ifExists().toString());
    }
    ObjectNode headers = json.putObject("headers");
    for (DownloadRequest.HttpField field : request.headers()) {
      // A list can have a field twice; that is the same as one with both values (RFC 9110 §5.3).
      String before = headers.path(field.name()).asText("");
      headers.put(field.name(), before.isEmpty() ? field.value() : before + ", " + field.value());
    }
    json.put("connections", request.connections());
    json.put("priority", request.priority());
    json.put("requestedBy", request.requestedBy());
    ObjectNode labels = json.putObject("labels");
    request.labels().forEach(labels::put);
    return json.toString();
  }
}
