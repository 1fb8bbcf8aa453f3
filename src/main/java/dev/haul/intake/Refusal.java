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
    return receipt(Door.FOLDER, file.name(), stamp, file.at(), reason);
  }

  Receipt receipt(QueueMessage message, Unreadable reason) {
    return receipt(Door.QUEUE, message.id(), "", message.receivedAt(), reason);
  }

  private Receipt receipt(Door door, String name, String stamp, Instant at, Unreadable reason) {
    String detail = String.valueOf(reason.getMessage());
    return new Receipt(
        Receipt.SCHEMA,
        RequestReader.id(name, stamp.getBytes(StandardCharsets.UTF_8)),
        null,
        Receipt.Outcome.FAILED,
        new Receipt.Asked(door, name, null, at, Map.of()),
        null,
        new Receipt.Proof(Receipt.Grade.NONE, List.of()),
        List.of(),
        new Receipt.Transfer(at, at, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
        List.of(),
        new Problem("urn:haul:problem:unreadable-input", "unreadable input", detail, false),
        producer);
  }
}
