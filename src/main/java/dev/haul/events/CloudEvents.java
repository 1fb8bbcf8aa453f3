package dev.haul.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.haul.download.Progress;
import dev.haul.download.ReceiptJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as CloudEvents 1.0 in structured JSON, on one line.
 *
 * <pre>
 * {"specversion":"1.0","id":"5d1c...","source":"urn:haul:host","type":"dev.haul.download.completed",
 *  "subject":"acme-1","time":"2026-11-27T04:11:05Z","datacontenttype":"application/json",
 *  "data":{"schema":"haul/receipt/1",...}}
 * </pre>
 */
public final class CloudEvents {

  private static final JsonFactory JSON = new JsonFactory();

  private final String source;

  /**
   * @param node the machine, as receipts name it
   */
  public CloudEvents(String node) {
    // A host may be called anything, a URN may not (RFC 8141 §2).
    source = "urn:haul:" + URLEncoder.encode(node, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The event as one line; its data is the receipt as it is kept, or how far the download is. */
  public String write(DownloadEvent event) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("specversion", "1.0");
      out.writeStringField("id", event.id());
      out.writeStringField("source", source);
      out.writeStringField("type", "dev.haul.download." + event.kind());
      out.writeStringField("subject", event.download());
      out.writeStringField("time", event.time().toString());
      out.writeStringField("datacontenttype", "application/json");
      out.writeFieldName("data");
      if (event.receipt() != null) {
        out.writeRawValue(ReceiptJson.toJson(event.receipt()));
      } else if (event.progress() != null) {
        writeProgress(out, event.progress(), event.url());
      }
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void writeProgress(JsonGenerator out, Progress progress, @Nullable String url)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("id", progress.id());
    out.writeStringField("url", url);
    out.writeStringField("name", progress.name());
    out.writeFieldName("size");
    if (progress.total() == null) {
      out.writeNull();
    } else {
      out.writeNumber(progress.total());
    }
    out.writeNumberField("bytes", progress.bytes());
    out.writeNumberField("bytesPerSecond", progress.bytesPerSecond());
    out.writeNumberField("connections", progress.connections());
    out.writeNumberField("retries", progress.retries());
    out.writeStringField("note", progress.note());
    out.writeEndObject();
  }
}
