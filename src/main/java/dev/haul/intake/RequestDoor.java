package dev.haul.intake;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads whatever is sent to {@code direct:haul}: a request, its JSON, a map of it, or a URL. */
public final class RequestDoor {

  private final RequestReader reader;

  public RequestDoor(RequestReader reader) {
    this.reader = reader;
  }

  /**
   * @throws Unreadable naming what is wrong and what to send instead
   */
  public DownloadRequest read(@Nullable Object body) throws Unreadable {
    if (body instanceof DownloadRequest request) {
      return request;
    }
    if (body instanceof Map<?, ?> fields) {
      return json(JsonFormat.text(fields));
    }
    if (body instanceof byte[] bytes) {
      return read(new String(bytes, StandardCharsets.UTF_8));
    }
    if (body instanceof URI || body instanceof CharSequence) {
      String text = body.toString().strip();
      return text.startsWith("{")
          ? json(text)
          : DownloadRequest.of(
              text, new DownloadRequest.Origin(Door.EMBEDDED, null, Instant.now()));
    }
    throw new Unreadable(
        "expected a DownloadRequest, its JSON, a Map or a URL, was "
            + (body == null ? "nothing" : body.getClass().getName()));
  }

  private DownloadRequest json(String text) throws Unreadable {
    Batch batch =
        reader.read(
            "request.json", text.getBytes(StandardCharsets.UTF_8), Door.EMBEDDED, Instant.now());
    if (batch.list()) {
      throw new Unreadable("expected one download, was a list; send lists to direct:haul-list");
    }
    return batch.first();
  }
}
