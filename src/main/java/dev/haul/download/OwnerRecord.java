package dev.haul.download;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Who owns something, as {@link Ownership} writes it down.
 *
 * <pre>
 * haul/owner/1 epoch=7 instance=5f0c… node=build-1 pid=4711 beat=42 at=2026-11-22T10:00:00Z owns 3f0a11c9
 * </pre>
 *
 * The last word is the CRC-32C of what stands before it.
 *
 * @param epoch one more than that of the owner before
 * @param instance tells two runs of Haul apart, whatever their pid
 * @param node name of the machine, for people
 * @param beat counts up as long as the owner lives
 * @param at when that was by the owner's clock, for people
 * @param released whether the owner gave it up by itself
 */
public record OwnerRecord(
    long epoch, String instance, String node, long pid, long beat, Instant at, boolean released) {

  /** Every record is so long, so that a later one covers the one before. */
  static final int BYTES = 512;

  private static final Pattern FORM =
      Pattern.compile(
          "haul/owner/1 epoch=(\\d{1,18}) instance=(\\S+) node=(\\S+) pid=(\\d{1,18})"
              + " beat=(\\d{1,18}) at=(\\S+) (owns|released)");

  OwnerRecord next(Instant now) {
    return new OwnerRecord(epoch, instance, node, pid, beat + 1, now, released);
  }

  OwnerRecord giveUp() {
    return new OwnerRecord(epoch, instance, node, pid, beat, at, true);
  }

  byte[] toBytes() {
    String fields =
        String.join(
            " ",
            "haul/owner/1",
            "epoch=" + epoch,
            "instance=" + instance,
            "node=" + node,
            "pid=" + pid,
            "beat=" + beat,
            "at=" + at,
            released ? "released" : "owns");
    String line = fields + " " + crc(fields);
    String padded = line + " ".repeat(Math.max(0, BYTES - 1 - line.length())) + "\n";
    return padded.getBytes(StandardCharsets.US_ASCII);
  }

  /** The record in {@code text}, or null when it is torn or none at all. */
  static @Nullable OwnerRecord parse(String text) {
    String line = text.strip();
    int end = line.lastIndexOf(' ');
    Matcher fields = FORM.matcher(line.substring(0, Math.max(0, end)));
    if (!fields.matches() || !line.substring(end + 1).equals(crc(fields.group()))) {
      return null;
    }
    try {
      return new OwnerRecord(
          Long.parseLong(fields.group(1)),
          Objects.requireNonNull(fields.group(2)),
          Objects.requireNonNull(fields.group(3)),
          Long.parseLong(fields.group(4)),
          Long.parseLong(fields.group(5)),
          Instant.parse(fields.group(6)),
          "released".equals(fields.group(7)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return String.format("%08x", crc.getValue());
  }

  /** For people: {@code process 4711 on build-1}. */
  public String who() {
    return "process " + pid + " on " + node;
  }
}
