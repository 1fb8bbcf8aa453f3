package dev.haul.intake;

import dev.haul.download.Door;
import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The receipt of an input that nobody can read: failed, nothing transferred. */
final class Refusal {

  private final Receipt.Producer producer;

  Refusal(Receipt.Producer producer) {
    this.producer = producer;
  }

  Receipt receipt(Taken file, Unreadable reason) {
    // Not the content's hash: it may be the content that cannot be read.
    String stamp = file.size() + " " + file.changed();
    return receipt(
        new Receipt.Asked(Door.FOLDER, file.name(), null, file.dropped(), Map.of()), stamp, reason);
  }

  Receipt receipt(QueueMessage message, Unreadable reason) {
    return receipt(
        new Receipt.Asked(Door.QUEUE, message.id(), null, message.receivedAt(), Map.of()),
        "",
        reason);
  }

  private Receipt receipt(Receipt.Asked asked, String stamp, Unreadable reason) {
    Instant now = Instant.now();
    String detail = String.valueOf(reason.getMessage());
    return new Receipt(
        Receipt.SCHEMA,
        RequestReader.id(String.valueOf(asked.reference()), stamp.getBytes(StandardCharsets.UTF_8)),
        null,
        Receipt.Outcome.FAILED,
        asked,
        null,
        new Receipt.Proof(Receipt.Grade.NONE, List.of()),
        List.of(),
        new Receipt.Transfer(now, now, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
        List.of(),
        new Problem("urn:haul:problem:unreadable-input", "unreadable input", detail, false),
        producer);
  }
}
