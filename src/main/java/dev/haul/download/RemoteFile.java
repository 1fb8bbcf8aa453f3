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

  public RemoteFile withSize(long known) {
    return new RemoteFile(known, validator, mediaType, ranges, lengthTold);
  }
}
