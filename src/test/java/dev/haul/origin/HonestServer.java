package dev.haul.origin;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** What a correct server answers (RFC 9110); behaviours change it afterwards. */
final class HonestServer {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HonestServer() {}

  static String date(Instant time) {
    return HTTP_DATE.format(time);
  }

  static Answer answer(Visit visit) {
    Resource resource = visit.resource;
    Answer answer = new Answer(resource.content());
    answer.headers.add("Server", "origin").add("Date", date(Instant.now()));
    answer.headers.add("Content-Type", "application/octet-stream");
    answer.headers.set("Content-Length", answer.length);
    if (resource.lastModified() != null) {
      answer.headers.set("Last-Modified", date(resource.lastModified()));
    }
    if (resource.etag() != null) {
      answer.headers.set("ETag", resource.etag());
    }
    answer.headers.set("Accept-Ranges", "bytes");
    if (!visit.request.method().equals("GET") && !visit.request.head()) {
      answer.refuse(405).headers.set("Allow", "GET, HEAD");
    } else if (refusedByIfMatch(visit)) {
      answer.refuse(412);
    } else if (unchanged(visit)) {
      notModified(answer);
    } else if (!visit.request.head()) {
      cutOutRange(visit, answer);
    }
    if (visit.request.wantsClose()) {
      answer.announceClose();
    }
    return answer;
  }

  private static boolean refusedByIfMatch(Visit visit) {
    return visit.request.header("If-Match").filter(tags -> !names(tags, visit, false)).isPresent();
  }

  private static boolean unchanged(Visit visit) {
    Optional<String> tags = visit.request.header("If-None-Match");
    if (tags.isPresent()) {
      return names(tags.get(), visit, true);
    }
    Instant modified = visit.resource.lastModified();
    return modified != null
        && visit.request.header("If-Modified-Since").filter(s -> !after(modified, s)).isPresent();
  }

  private static boolean after(Instant modified, String since) {
    try {
      return modified.isAfter(Instant.from(HTTP_DATE.parse(since)));
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  /** Whether the list holds the file's tag, by weak or strong comparison. */
  private static boolean names(String tags, Visit visit, boolean weakly) {
    String etag = visit.resource.etag();
    if (etag == null || (!weakly && etag.startsWith("W/"))) {
      return false;
    }
    for (String tag : tags.split(",", -1)) {
      String asked = tag.strip();
      if (asked.equals("*") || (weakly ? opaque(asked).equals(opaque(etag)) : asked.equals(etag))) {
        return true;
      }
    }
    return false;
  }

  private static String opaque(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }

  private static void notModified(Answer answer) {
    answer.status = 304;
    answer.length = 0;
    answer.headers.remove("Content-Length").remove("Content-Type");
  }

  /** Ranges of an empty file are answered with all of it, as nginx does. */
  private static void cutOutRange(Visit visit, Answer answer) {
    long size = answer.content.size();
    String asked = visit.request.header("Range").orElse(null);
    if (asked == null || size == 0 || !ifRangeHolds(visit)) {
      return;
    }
    RangeHeader range = RangeHeader.of(asked, size);
    if (range == null) {
      return;
    }
    if (range.length() == 0) {
      answer.refuse(416).headers.set("Content-Range", "bytes */" + size);
      return;
    }
    answer.status = 206;
    answer.first = range.first();
    answer.length = range.length();
    answer.headers.set("Content-Length", range.length());
    answer.headers.set(
        "Content-Range", "bytes " + range.first() + "-" + answer.last() + "/" + size);
  }

  private static boolean ifRangeHolds(Visit visit) {
    String condition = visit.request.header("If-Range").orElse(null);
    if (condition == null) {
      return true;
    }
    Instant modified = visit.resource.lastModified();
    return condition.startsWith("\"") || condition.startsWith("W/")
        ? names(condition, visit, false)
        : modified != null && condition.equals(date(modified));
  }
}
