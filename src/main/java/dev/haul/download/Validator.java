package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * What tells one version of a file from another (RFC 9110 §8.8).
 *
 * @param etag the entity tag as sent, quotes included, or null
 * @param lastModified the {@code Last-Modified} field as sent, or null
 */
public record Validator(@Nullable String etag, @Nullable String lastModified) {

  public static final Validator NONE = new Validator(null, null);

  /** The entity tag when it is a strong one, the only kind {@code If-Range} may carry (§13.1.5). */
  public @Nullable String strongEtag() {
    return etag != null && etag.startsWith("\"") ? etag : null;
  }

  /** Whether the two could belong to one version: no validator both have says otherwise. */
  public boolean agreesWith(Validator other) {
    if (etag != null && other.etag != null) {
      return etag.equals(other.etag);
    }
    return lastModified == null
        || other.lastModified == null
        || lastModified.equals(other.lastModified);
  }

  public boolean isNone() {
    return etag == null && lastModified == null;
  }

  @Override
  public String toString() {
    return etag != null ? "ETag " + etag : "Last-Modified " + lastModified;
  }
}
