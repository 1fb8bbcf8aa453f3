package dev.haul.download;

/**
 * A problem detail (RFC 9457), the form every error takes towards users.
 *
 * @param type a URN, {@code urn:haul:problem:<what>}
 * @param title what kind of thing went wrong
 * @param detail what went wrong here, and what to do
 * @param retryable whether the same request may succeed later
 */
public record Problem(String type, String title, String detail, boolean retryable) {}
