package dev.haul.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Many requests through one broker, and what has to be true of them in the end: a receipt for each,
 * and no more; a file for each, whole, under its own name, and nothing else.
 */
public final class Workload {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REQUESTS = "haul.requests";
  private static final String RECEIPTS = "haul.receipts";
  private static final String FAILURES = "haul.failures";

  private final String broker;
  private final int size;

  /** Text of each receipt that came, by id. */
  private final Map<String, List<String>> receipts = new HashMap<>();

  public Workload(String broker, int size) {
    this.broker = broker;
    this.size = size;
  }

  /**
   * Sends all requests.
   *
   * @param url address of the file, with %d for its number
   */
  public void send(String url) throws Exception {
    try (Mail mail = new Mail(broker)) {
      for (int i = 0; i < size; i++) {
        mail.send(REQUESTS, "{\"id\":\"job-" + i + "\",\"url\":\"" + url.formatted(i) + "\"}");
      }
    }
  }

  /** Reads receipts until {@code count} are there in all; returns how many there are. */
  public int receive(int count, Duration patience) throws Exception {
    try (Mail mail = new Mail(broker)) {
      while (received() < count) {
        TextMessage message = mail.receive(RECEIPTS, patience);
        if (message == null) {
          break;
        }
        JsonNode receipt = JSON.readTree(message.getText());
        receipts
            .computeIfAbsent(receipt.path("id").asText(), id -> new ArrayList<>())
            .add(message.getText());
      }
      return received();
    }
  }

  public int received() {
    return receipts.values().stream().mapToInt(List::size).sum();
  }

  /** What is not as it has to be; nothing when all is well. */
  public List<String> faults(Path downloads, String sha256) throws Exception {
    List<String> faults = new ArrayList<>();
    try (Mail mail = new Mail(broker)) {
      for (String queue : List.of(REQUESTS, RECEIPTS, FAILURES)) {
        TextMessage left = mail.receive(queue, Duration.ofMillis(500));
        if (left != null) {
          faults.add("left in " + queue + ": " + left.getText());
        }
      }
    }
    for (int i = 0; i < size; i++) {
      List<String> mine = receipts.getOrDefault("job-" + i, List.of());
      if (mine.size() != 1) {
        faults.add("job-" + i + " has " + mine.size() + " receipts: " + mine);
      } else if (!"proven".equals(JSON.readTree(mine.get(0)).path("outcome").asText())) {
        faults.add(mine.get(0));
      }
    }
    long written = written(downloads);
    if (written != size) {
      faults.add("expected " + size + " receipts on the disk, were " + written);
    }
    List<Path> files = files(downloads);
    if (files.size() != size) {
      faults.add("expected " + size + " files, were " + files.size() + ": " + files);
    }
    for (Path file : files) {
      if (!sha256(file).equals(sha256)) {
        faults.add("not the file asked for: " + file);
      }
    }
    return faults;
  }

  /** Number of receipts on the disk: whoever publishes a second time writes a second one. */
  private static long written(Path downloads) throws IOException {
    try (Stream<Path> all = Files.walk(downloads.resolve(".haul/receipts"))) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  /** Files but receipts, what is under way included. */
  private static List<Path> files(Path downloads) throws IOException {
    try (Stream<Path> all = Files.walk(downloads)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/.haul/receipts/"))
          .toList();
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
