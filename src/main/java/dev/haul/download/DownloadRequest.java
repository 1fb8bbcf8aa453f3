package dev.haul.download;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants downloaded: the document {@code haul/request/1} without its envelope.
 *
 * @param id the requester's own name for the job, or null
 * @param urls the file and its mirrors, as they were written; at least one
 * @param name the final file name, or null to take the server's
 * @param dir folder below the downloads folder, relative, or null
 * @param size expected size in bytes, or null
 * @param checksums digests the file must have
 * @param ifExists what to do about an existing file, or null for the default
 * @param headers request headers, in order
 * @param connections most connections at once, or null for the default
 * @param priority 0 (first) to 9 (last), 5 unless told
 * @param requestedBy who asked, or null
 * @param labels the requester's own notes, returned in the receipt
 * @param origin the door and place this came from
 * @param warnings what was ignored when the request was read
 */
public record DownloadRequest(
    @Nullable String id,
    List<String> urls,
    @Nullable String name,
    @Nullable String dir,
    @Nullable Long size,
    List<Checksum> checksums,
    @Nullable IfExists ifExists,
    List<HttpField> headers,
    @Nullable Integer connections,
    int priority,
    @Nullable String requestedBy,
    Map<String, String> labels,
    Origin origin,
    List<String> warnings) {

  public static final int DEFAULT_PRIORITY = 5;

  /** A header field of the request. */
  public record HttpField(String name, String value) {}

  /**
   * Where a request came from.
   *
   * @param door the way in
   * @param reference file and line, message id or the like; null when there is none
   * @param receivedAt when it arrived
   */
  public record Origin(Door door, @Nullable String reference, Instant receivedAt) {}

  public DownloadRequest {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("a request needs at least one URL");
    }
    urls = List.copyOf(urls);
    checksums = List.copyOf(checksums);
    headers = List.copyOf(headers);
    labels = Map.copyOf(labels);
    warnings = List.copyOf(warnings);
  }

  /** A request for {@code url} and nothing special. */
  public static DownloadRequest of(String url, Origin origin) {
    return builder(url, origin).build();
  }

  public static Builder builder(String url, Origin origin) {
    return new Builder(url, origin);
  }

  /** The first URL, which names the file. */
  public String url() {
    return urls.get(0);
  }

  /** Collects the parts of a request as a reader meets them. */
  public static final class Builder {
    private final List<String> urls = new ArrayList<>();
    private final Origin origin;
    private final List<Checksum> checksums = new ArrayList<>();
    private final List<HttpField> headers = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Map<String, String> labels = Map.of();
    private int priority = DEFAULT_PRIORITY;
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String dir;
    private @Nullable Long size;
    private @Nullable IfExists ifExists;
    private @Nullable Integer connections;
    private @Nullable String requestedBy;

    private Builder(String url, Origin origin) {
      urls.add(url);
      this.origin = origin;
    }

    public Builder mirror(String url) {
      urls.add(url);
      return this;
    }

    public Builder id(@Nullable String value) {
      id = value;
      return this;
    }

    public Builder name(@Nullable String value) {
      name = value;
      return this;
    }

    public Builder dir(@Nullable String value) {
      dir = value;
      return this;
    }

    public Builder size(@Nullable Long value) {
      size = value;
      return this;
    }

    public Builder checksum(Checksum value) {
      checksums.add(value);
      return this;
    }

    public Builder ifExists(@Nullable IfExists value) {
      ifExists = value;
      return this;
    }

    public Builder header(String field, String value) {
      headers.add(new HttpField(field, value));
      return this;
    }

    public Builder connections(@Nullable Integer value) {
      connections = value;
      return this;
    }

    public Builder priority(int value) {
      priority = value;
      return this;
    }

    public Builder requestedBy(@Nullable String value) {
      requestedBy = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public Builder warning(String text) {
      warnings.add(text);
      return this;
    }

    public DownloadRequest build() {
      return new DownloadRequest(
          id,
          urls,
          name,
          dir,
          size,
          checksums,
          ifExists,
          headers,
          connections,
          priority,
          requestedBy,
          labels,
          origin,
          warnings);
    }
  }
}
