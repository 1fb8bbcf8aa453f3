package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.HttpDate;
import dev.haul.download.Permanent;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Validator;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rule V: no byte reaches the file before its response is validated against what was asked and what
 * is known. A pure function; most downloaders that corrupt files lack exactly this.
 */
public final class ResponseCheck {

  /** A date that is no older than this beside {@code Date} may hide a second change. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  private ResponseCheck() {}

  /**
   * @param known the file this download began with, or null before the first valid answer
   */
  public static Answer check(Asked asked, @Nullable RemoteFile known, ResponseHead head) {
    try {
      return switch (head.status()) {
        case 200, 203 -> whole(asked, known, head);
        case 206 -> partial(asked, known, head);
        case 304 -> unchanged(asked);
        case 301, 302, 303, 307, 308 -> redirect(asked, head);
        case 408, 425, 429 -> busy(asked, head);
        case 416 -> notSatisfiable(asked, known, head);
        default -> other(asked, head);
      };
    } catch (IllegalArgumentException e) {
      return invalid(asked, Objects.toString(e.getMessage()));
    }
  }

  /** The whole file: what was asked for, or a server that ignores ranges (RFC 9110 §14.2). */
  private static Answer whole(Asked asked, @Nullable RemoteFile known, ResponseHead head) {
    boolean coded = ContentCoding.of(asked, head) == ContentCoding.GZIP;
    // The length is that of the coded form; the decoded one proves its own by its end.
    Long length = coded ? null : contentLength(head);
    RemoteFile remote =
        new RemoteFile(
            length, validator(head), head.first("content-type"), false, coded || length != null);
    Answer refusal = refusal(asked, known, head, remote);
    if (refusal != null) {
      return refusal;
    }
    if (isExisting(asked, remote)) {
      return new Answer.Unchanged();
    }
    if (asked.range().first() > 0) {
      return new Answer.Rejected(new Retryable.RangeIgnored(asked.range()));
    }
    String fileName = head.first("content-disposition");
    if (length != null && length == 0) {
      return new Answer.Empty(remote, fileName);
    }
    ByteRange body = length == null ? ByteRange.startingAt(0) : ByteRange.of(0, length);
    ByteRange window = known == null ? body : intersection(body, asked.range());
    return new Answer.Body(window, remote, fileName);
  }

  /** A part (RFC 9110 §15.3.7): exactly one stated range that begins where it was asked to. */
  private static Answer partial(Asked asked, @Nullable RemoteFile known, ResponseHead head) {
    if (!asked.ranged()) {
      return invalid(asked, "206 to a request without Range");
    }
    String type = head.first("content-type");
    if (type != null && type.regionMatches(true, 0, "multipart/byteranges", 0, 20)) {
      return invalid(asked, "several ranges where one was asked for");
    }
    String field = head.only("content-range");
    ContentRange stated = ContentRange.parse(field);
    if (stated == null || stated.range() == null) {
      return invalid(asked, "206 with Content-Range " + field);
    }
    ByteRange window = stated.range();
    if (window.first() != asked.range().first() || window.last() > asked.range().last()) {
      return invalid(asked, "was bytes " + window);
    }
    Long length = contentLength(head);
    if (length != null && length != window.length()) {
      return invalid(asked, "Content-Length " + length + " for bytes " + window);
    }
    Long total = stated.total();
    if (total == null && known == null) {
      return invalid(asked, "206 that does not tell the size of the file");
    }
    RemoteFile remote = RemoteFile.of(total, validator(head), type, true);
    Answer refusal = refusal(asked, known, head, remote);
    if (refusal != null) {
      return refusal;
    }
    return isExisting(asked, remote)
        ? new Answer.Unchanged()
        : new Answer.Body(window, remote, head.first("content-disposition"));
  }

  /** What forbids to use a body whatever its range: another version, or another coding. */
  private static @Nullable Answer refusal(
      Asked asked, @Nullable RemoteFile known, ResponseHead head, RemoteFile remote) {
    ContentCoding coding = ContentCoding.of(asked, head);
    String named = "comes with content coding " + head.first("content-encoding");
    if (coding == ContentCoding.UNKNOWN) {
      return new Answer.Rejected(
          new Permanent.NotSupported(asked.url().withoutQuery() + " " + named));
    }
    if (coding == ContentCoding.GZIP && known != null) {
      return invalid(asked, named);
    }
    if (coding == ContentCoding.GZIP && head.status() == 206) {
      return new Answer.Rejected(new Retryable.RangesUnusable("a range " + named));
    }
    if (known == null) {
      return null;
    }
    if (isInstead(known, remote)) {
      return new Answer.Rejected(
          new Retryable.PageInstead(asked.url(), known.mediaType(), remote.mediaType()));
    }
    boolean otherSize =
        known.size() != null && remote.size() != null && !known.size().equals(remote.size());
    return otherSize || !known.validator().agreesWith(remote.validator())
        ? otherVersion(known, remote)
        : null;
  }

  private static Answer otherVersion(RemoteFile known, RemoteFile seen) {
    return new Answer.Rejected(new Retryable.OtherVersion(known, seen));
  }

  /**
   * Whether the answer is a page or a message in place of the file, and no version of it: a web
   * page that the file is not, or a whole document of another type and without validators where the
   * file came in ranges and had some.
   */
  private static boolean isInstead(RemoteFile known, RemoteFile seen) {
    String tag = known.validator().strongEtag();
    if (tag != null && tag.equals(seen.validator().etag())) {
      return false;
    }
    boolean page = isPage(seen.mediaType()) && !isPage(known.mediaType());
    boolean message =
        known.ranges()
            && !seen.ranges()
            && !known.validator().isNone()
            && seen.validator().isNone()
            && seen.mediaType() != null
            && !seen.mediaType().equals(known.mediaType());
    return page || message;
  }

  /** Whether a {@code Content-Type} is that of a web page. */
  static boolean isPage(@Nullable String mediaType) {
    return mediaType != null
        && mediaType.strip().toLowerCase(Locale.ROOT).matches("(text/html|application/xhtml).*");
  }

  /** Some servers ignore {@code If-None-Match}: the same strong validator says the same. */
  private static boolean isExisting(Asked asked, RemoteFile remote) {
    Validator existing = asked.existing();
    return existing != null
        && existing.strongEtag() != null
        && Objects.equals(existing.strongEtag(), remote.validator().strongEtag())
        && Objects.equals(remote.size(), asked.existingSize());
  }

  private static Answer unchanged(Asked asked) {
    return asked.existing() != null
        ? new Answer.Unchanged()
        : invalid(asked, "304 to a request without condition");
  }

  private static Answer redirect(Asked asked, ResponseHead head) {
    String location = head.first("location");
    if (location == null) {
      return invalid(asked, head.status() + " without Location");
    }
    try {
      return new Answer.Rejected(new Retryable.Redirected(asked.url().resolve(octets(location))));
    } catch (Permanent e) {
      return new Answer.Rejected(e);
    }
  }

  /** Fields are read as Latin-1, and many servers send UTF-8: what they meant are its octets. */
  private static String octets(String latin1) {
    byte[] octets = latin1.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return Pattern.compile("[\\x80-\\xff]")
          .matcher(latin1)
          .replaceAll(
              octet ->
                  "%" + HexFormat.of().withUpperCase().toHexDigits((byte) octet.group().charAt(0)));
    }
  }

  private static Answer busy(Asked asked, ResponseHead head) {
    return new Answer.Rejected(
        new Retryable.ServerBusy(
            asked.url().withoutQuery() + ": the server is busy (" + head.status() + ")",
            RetryAfter.parse(head.first("retry-after"), head.first("date"), Clock.systemUTC())));
  }

  /** 416: an empty file has no range at all; else the file changed, or the answer is wrong. */
  private static Answer notSatisfiable(Asked asked, @Nullable RemoteFile known, ResponseHead head) {
    ContentRange stated = ContentRange.parse(head.first("content-range"));
    Long total = stated == null || stated.range() != null ? null : stated.total();
    if (known != null && known.size() != null && total != null && !total.equals(known.size())) {
      return otherVersion(known, RemoteFile.of(total, validator(head), null, true));
    }
    if (known == null && total != null && total == 0) {
      RemoteFile remote = RemoteFile.of(0L, validator(head), head.first("content-type"), true);
      return new Answer.Empty(remote, head.first("content-disposition"));
    }
    return new Answer.Rejected(new Retryable.RangeRefused(asked.range()));
  }

  private static Answer other(Asked asked, ResponseHead head) {
    if (head.status() >= 500) {
      return busy(asked, head);
    }
    return head.status() >= 400
        ? new Answer.Rejected(new Permanent.Refused(head.status(), asked.url()))
        : invalid(asked, "status " + head.status());
  }

  private static Answer invalid(Asked asked, String was) {
    return new Answer.Rejected(
        new Retryable.InvalidAnswer(
            asked.url().withoutQuery() + ": expected bytes " + asked.range() + ", " + was));
  }

  private static @Nullable Long contentLength(ResponseHead head) {
    String field = head.only("content-length");
    if (field == null || head.first("transfer-encoding") != null) {
      return null;
    }
    if (!field.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("Content-Length " + field);
    }
    return Long.valueOf(field);
  }

  /** What tells the version; a date is strong beside a later {@code Date} (RFC 9110 §8.8.2.2). */
  static Validator validator(ResponseHead head) {
    String modified = head.first("last-modified");
    Instant changed = instant(modified);
    Instant sent = instant(head.first("date"));
    boolean strong =
        changed != null && sent != null && Duration.between(changed, sent).compareTo(SECOND) > 0;
    return new Validator(head.first("etag"), modified, strong);
  }

  /**
   * Whether the file was changed within the second of the answer, and nothing but that second tells
   * its version: it may change once more and look the same (RFC 9110 §8.8.2.2).
   */
  static boolean isTooYoung(ResponseHead head) {
    Instant changed = instant(head.first("last-modified"));
    Instant sent = instant(head.first("date"));
    return validator(head).strongEtag() == null
        && changed != null
        && sent != null
        && Duration.between(changed, sent).abs().compareTo(SECOND) <= 0;
  }

  private static @Nullable Instant instant(@Nullable String date) {
    return date == null ? null : HttpDate.parse(date, Instant.EPOCH);
  }

  private static ByteRange intersection(ByteRange a, ByteRange b) {
    return new ByteRange(Math.max(a.first(), b.first()), Math.min(a.last(), b.last()));
  }
}
