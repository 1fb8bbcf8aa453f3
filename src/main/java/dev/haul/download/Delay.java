package dev.haul.download;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why something waits now, for displays.
 *
 * @param why in words
 * @param until when it goes on by itself, or null when that depends on something else
 */
public record Delay(String why, @Nullable Instant until) {}
