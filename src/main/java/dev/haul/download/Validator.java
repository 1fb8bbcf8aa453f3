package dev.haul.download;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells one version of a file from another (RFC 9110 §8.8).
 *
 * @param etag the entity tag as sent, quotes included, or null
 * @param lastModified the {@code Last-Modified} field as sent, or null
 * @param strongDate whether {@code lastModified} is old enough, beside the {@code Date} it came
 *     with, that no second change can hide in its second (§8.8.2.2)
 */
public record Validator(@Nullable String etag, @Nullable String lastModified, boolean strongDate) {

  public static final Validator NONE = new Validator(null, null);

  /** A validator whose date, if any, proves nothing. */
  public Validator(@Nullable String etag, @Nullable String lastModified) {
    this(etag, lastModified, false);
  }

  /** The entity tag when it is a strong one, the only kind {@code If-Range} may carry (§13.1.5). */
  public @Nullable String strongEtag() {
    return etag != null && etag.startsWith("\"") ? etag : null;
  }

  /**
   * What {@code If-Range} may carry: a strong entity tag; a strong date when there is no entity tag
   * at all (§13.1.5); else null.
   */
  public @Nullable String forIfRange() {
    return etag != null ? strongEtag() : strongDate ? lastModified : null;
  }

  /** Whether both have the same fields. */
  public boolean equalsFieldsOf(Validator other) {
    return Objects.equals(etag, other.etag) && Objects.equals(lastModified, other.lastModified);
  }

  /** Whether the dates contradict each other. */
  boolean hasOtherDateThan(Validator other) {
    return lastModified != null
        && other.lastModified != null
        && !lastModified.equals(other.lastModified);
  }

  /** Whether both have the same date, and it is a strong one. */
  boolean hasSameStrongDateAs(Validator other) {
    return strongDate && other.strongDate && Objects.equals(lastModified, other.lastModified);
  }

  /** Whether the two could belong to one version: no validator both have says otherwise. */
  public boolean agreesWith(Validator other) {
    if (etag != null && other.etag != null) {
      return etag.equals(other.etag);
    }
    return !hasOtherDateThan(other);
  }

  public boolean isNone() {
    return etag == null && lastModified == null;
  }

  @Override
  public String toString() {
    return etag != null ? "ETag " + etag : "Last-Modified " + lastModified;
  }
}
