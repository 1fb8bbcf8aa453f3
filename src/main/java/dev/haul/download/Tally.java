package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt wrote, whether it worked or not. Every attempt ends in exactly one.
 *
 * @param chunk what was to be fetched
 * @param written the unbroken run that is in the part file now, or null for none
 * @param rest what of the chunk is still to be fetched, or null for nothing
 * @param end size of the file as this attempt learnt it from the end of the body, or null
 * @param failure why the attempt ended early, or null
 * @param fatal whether {@code failure} ends the download
 */
public record Tally(
    Chunk chunk,
    @Nullable ByteRange written,
    @Nullable ByteRange rest,
    @Nullable Long end,
    @Nullable DownloadFailure failure,
    boolean fatal) {

  public DownloadKey download() {
    return chunk.download();
  }

  /** Number of bytes written. */
  public long bytes() {
    return written == null ? 0 : written.length();
  }
}
