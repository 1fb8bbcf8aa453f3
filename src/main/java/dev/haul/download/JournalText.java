package dev.haul.download;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The writing of a journal: ASCII, a record a line, each with the CRC-32C of what stands before it
 * on its line. A pure function each way.
 *
 * <pre>
 * haul/journal/1 {"id":"5f0c2b","url":"https://h/a.iso?token=***","finalUrl":null,"urls":"9c1e...",
 *     "size":104857600,"etag":"\"a1\"","lastModified":null,"strongDate":false,"mediaType":"application/octet-stream",
 *     "name":"a.iso","checksums":[],"resumes":0} 3f0a11c9                        (one line)
 * range 0-524287 1c291ca3 5d1f0a77
 * range 8388608-8912895 00ff12aa 0102aa04
 * range 0-1048575 8f51c2d0 77e01b3c
 * closed 7be1f0aa
 * </pre>
 *
 * <p>{@code range FIRST-LAST CRC32C} claims bytes of the part file, with their own CRC-32C; of two
 * that begin at the same byte the longer counts. {@code closed} says that Haul ended in good order.
 *
 * <p>A line that is not whole, wrong or unknown, as a crash leaves it, ends the journal: neither it
 * nor anything behind it is believed.
 */
final class JournalText {

  private static final String HEADER = "haul/journal/1 ";
  private static final String CLOSED = "closed";
  private static final int CRC_DIGITS = 8;
  private static final HexFormat HEX = HexFormat.of();

  private static final Pattern RANGE =
      Pattern.compile("range (0|[1-9]\\d{0,17})-(0|[1-9]\\d{0,17}) ([0-9a-f]{8})");

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private JournalText() {}

  static String identity(JournalIdentity identity) {
    try {
      return record(HEADER + MAPPER.writeValueAsString(identity));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String range(Mark mark) {
    return record("range " + mark.range() + " " + HEX.toHexDigits(mark.crc()));
  }

  static String closed() {
    return record(CLOSED);
  }

  private static String record(String text) {
    return text + " " + crc(text) + "\n";
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return HEX.toHexDigits((int) crc.getValue());
  }

  /** What can be believed of {@code bytes}; null when not even the first record can. */
  static Journal.@Nullable Recorded read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf('\n') + 1;
    JournalIdentity identity = identityIn(text.substring(0, Math.max(0, at - 1)));
    if (identity == null) {
      return null;
    }
    List<Mark> claims = new ArrayList<>();
    boolean closed = false;
    for (int end; at < text.length(); at = end + 1) {
      end = text.indexOf('\n', at);
      String record = end < 0 ? null : checked(text.substring(at, end));
      Mark claim = record == null ? null : claim(record, identity.size());
      closed = CLOSED.equals(record);
      if (claim != null) {
        claims.add(claim);
      } else if (!closed) {
        break;
      }
    }
    return new Journal.Recorded(identity, List.copyOf(claims), closed);
  }

  private static @Nullable JournalIdentity identityIn(String line) {
    String record = checked(line);
    if (record == null || !record.startsWith(HEADER)) {
      return null;
    }
    try {
      return MAPPER.readValue(record.substring(HEADER.length()), JournalIdentity.class);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** The record without its CRC, or null when that does not match. */
  private static @Nullable String checked(String line) {
    int space = line.length() - CRC_DIGITS - 1;
    if (space < 0 || line.charAt(space) != ' ') {
      return null;
    }
    String record = line.substring(0, space);
    return crc(record).equals(line.substring(space + 1)) ? record : null;
  }

  private static @Nullable Mark claim(String record, long size) {
    Matcher range = RANGE.matcher(record);
    if (!range.matches()) {
      return null;
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    return first <= last && last < size
        ? new Mark(new ByteRange(first, last), HexFormat.fromHexDigits(range.group(3)))
        : null;
  }
}
