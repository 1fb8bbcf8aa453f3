package dev.haul.fetch;

import dev.haul.download.ByteRange;
import dev.haul.download.HttpUrl;
import dev.haul.download.Validator;
import org.jspecify.annotations.Nullable;

/**
 * What one request asked for, as far as the answer is judged by it.
 *
 * @param url where it went
 * @param range the bytes wanted
 * @param ranged whether a {@code Range} field was sent
 * @param ifRange whether the range was asked for only if the file is still the same (RFC 9110
 *     §13.1.5)
 * @param existing validator of the file that is there already, or null when the request was not
 *     conditional on it
 * @param existingSize its size in bytes
 */
public record Asked(
    HttpUrl url,
    ByteRange range,
    boolean ranged,
    boolean ifRange,
    @Nullable Validator existing,
    long existingSize) {}
