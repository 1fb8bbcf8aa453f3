package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one download under way, for displays.
 *
 * @param id the download's id
 * @param name the file name as far as known
 * @param total size in bytes, or null while unknown
 * @param bytes bytes written so far
 * @param bytesPerSecond speed of the last seconds
 * @param connections connections in use now
 * @param retries chunks that had to come back so far
 * @param note what it is waiting for, in words, or null
 */
public record Progress(
    String id,
    String name,
    @Nullable Long total,
    long bytes,
    long bytesPerSecond,
    int connections,
    int retries,
    @Nullable String note) {}
