package dev.haul.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.Declined;
import dev.haul.download.Declined.Kind;
import dev.haul.download.DurableFolder;
import dev.haul.download.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests that had an Idempotency-Key, so that one sent twice is answered twice and
 * done once; a file each, forgotten after a day.
 *
 * <pre>
 * inbox/.haul/keys/SHA256-OF-KEY: {"content":"SHA-256 of the body","ids":["..."]}
 * </pre>
 */
final class IdempotencyKeys {

  private static final Duration KEPT = Duration.ofDays(1);
  private static final int LONGEST = 255;

  private final Path folder;

  /** Keys whose first request is under way. Guarded by this. */
  private final Set<String> busy = new HashSet<>();

  IdempotencyKeys(Path inbox) {
    folder = inbox.resolve(".haul").resolve("keys");
  }

  /** Removes what is old. */
  void load() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Instant oldest = Instant.now().minus(KEPT);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** One request with a key; others with the same key are told to come back. */
  final class Turn {
    private final String name;
    private final String content;
    private final @Nullable List<String> known;

    private Turn(String name, String content, @Nullable List<String> known) {
      this.name = name;
      this.content = content;
      this.known = known;
    }

    /** What was answered before, or null. */
    @Nullable List<String> known() {
      return known;
    }

    List<String> keep(List<String> ids) throws IOException {
      ObjectNode json = PlainJson.MAPPER.createObjectNode();
      json.put("content", content);
      ids.forEach(json.putArray("ids")::add);
      DurableFolder.create(folder);
      DurableFile.write(folder.resolve(name), out -> out.write(json + "\n"));
      return ids;
    }

    void end() {
      synchronized (IdempotencyKeys.this) {
        busy.remove(name);
      }
    }
  }

  Turn begin(String key, byte[] content) throws Declined, IOException {
    if (key.isBlank() || key.length() > LONGEST) {
      throw new Declined(
          Kind.INVALID, "bad-idempotency-key", "Idempotency-Key: expected 1 to 255 signs");
    }
    String name = Sha256.hex(key);
    synchronized (this) {
      if (!busy.add(name)) {
        throw new Declined(
            Kind.CONFLICT,
            "idempotency-key-in-use",
            "the first request with this Idempotency-Key is not answered yet; try again");
      }
    }
    boolean begun = false;
    try {
      String hash = Sha256.hex(content);
      Turn turn = new Turn(name, hash, answered(name, hash));
      begun = true;
      return turn;
    } finally {
      if (!begun) {
        synchronized (this) {
          busy.remove(name);
        }
      }
    }
  }

  private @Nullable List<String> answered(String name, String content)
      throws Declined, IOException {
    Path file = folder.resolve(name);
    try {
      if (Files.getLastModifiedTime(file).toInstant().plus(KEPT).isBefore(Instant.now())) {
        Files.deleteIfExists(file);
        return null;
      }
      JsonNode json = PlainJson.MAPPER.readTree(Files.readString(file));
      if (!json.path("content").asText().equals(content)) {
        throw new Declined(
            Kind.CONTRADICTORY,
            "idempotency-key-reused",
            "this Idempotency-Key came with another content before; take a new one");
      }
      List<String> ids = new ArrayList<>();
      json.path("ids").forEach(id -> ids.add(id.asText()));
      return ids;
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
