package dev.haul.origin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a path serves, and how it misbehaves. */
public record Resource(
    Content content,
    @Nullable String etag,
    @Nullable Instant lastModified,
    List<Behaviour> behaviours) {
  /** Long ago, so that it is a strong validator beside any Date. */
  static final Instant MODIFIED = Instant.parse("2026-01-02T03:04:05Z");

  public static Resource of(Content content, Behaviour... behaviours) {
    return new Resource(content, etagOf(content), MODIFIED, List.of(behaviours));
  }

  public Resource withContent(Content changed) {
    return new Resource(changed, etagOf(changed), lastModified, behaviours);
  }

  public Resource withEtag(@Nullable String changed) {
    return new Resource(content, changed, lastModified, behaviours);
  }

  public Resource withLastModified(@Nullable Instant changed) {
    return new Resource(content, etag, changed, behaviours);
  }

  private static String etagOf(Content content) {
    int length = (int) Math.min(64, content.size());
    int hash = java.util.Arrays.hashCode(content.bytes(0, length));
    return "\"" + Integer.toHexString(hash) + "-" + Long.toHexString(content.size()) + "\"";
  }
}
