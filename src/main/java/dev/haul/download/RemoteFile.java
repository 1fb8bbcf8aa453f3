package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * The file as the server's first valid answer described it.
 *
 * @param size in bytes, or null while unknown
 * @param validator what tells this version from others
 * @param mediaType the {@code Content-Type}, or null
 * @param ranges whether the server has proven that it serves ranges
 * @param lengthTold whether the server told the size, or only the end of the body did
 */
public record RemoteFile(
    @Nullable Long size,
    Validator validator,
    @Nullable String mediaType,
    boolean ranges,
    boolean lengthTold) {

  /** The file of an answer that told {@code size}, or null when it did not. */
  public static RemoteFile of(
      @Nullable Long size, Validator validator, @Nullable String mediaType, boolean ranges) {
    return new RemoteFile(size, validator, mediaType, ranges, size != null);
  }

  public RemoteFile withValidator(Validator other) {
    return new RemoteFile(size, other, mediaType, ranges, lengthTold);
  }

  /** Whether {@code seen} may be the same bytes under another entity tag. */
  boolean looksLike(RemoteFile seen) {
    boolean otherSize = size != null && seen.size != null && !size.equals(seen.size);
    return !otherSize && !validator.hasOtherDateThan(seen.validator);
  }

  /** In words, as far as it differs from {@code other}. */
  public String unlike(RemoteFile other) {
    return size != null && other.size != null && !size.equals(other.size)
        ? size + " bytes"
        : validator.toString();
  }

  public RemoteFile withSize(long known) {
    return new RemoteFile(known, validator, mediaType, ranges, lengthTold);
  }
}
