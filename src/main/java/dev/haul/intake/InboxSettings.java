package dev.haul.intake;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The keys {@code haul.inbox.*}.
 *
 * @param folder {@code haul.inbox}
 * @param settle how long a file must not change before it is taken
 * @param open most files in work at once
 */
public record InboxSettings(Path folder, Duration settle, int open) {}
