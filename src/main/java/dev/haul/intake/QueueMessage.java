package dev.haul.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request as a broker delivered it; nothing else of the message is looked at.
 *
 * @param id the broker's name for the message, the same for each delivery
 * @param correlation what the answer is to be correlated with
 * @param replyTo where the answer is wanted, or null for the queues of the configuration
 * @param content the text, or null when it is no text
 */
record QueueMessage(
    String id,
    String correlation,
    @Nullable Object replyTo,
    byte @Nullable [] content,
    Instant receivedAt) {}
