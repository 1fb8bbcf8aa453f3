package dev.haul.origin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BiConsumer;

/** Servers that have their own idea of ranges. */
public final class Ranges {
  private static final String BOUNDARY = "THIS_STRING_SEPARATES";

  private Ranges() {}

  /** Every request gets the whole file with 200, though Accept-Ranges promises more. */
  public static Behaviour ignoreRange() {
    return Behaviour.asking(visit -> visit.request = visit.request.without("Range"));
  }

  /** As {@link #ignoreRange}, but only when If-Range is there. */
  public static Behaviour ignoreRangeWithIfRange() {
    return Behaviour.asking(
        visit -> {
          if (visit.request.header("If-Range").isPresent()) {
            visit.request = visit.request.without("Range");
          }
        });
  }

  /** If-Range is not understood: the range comes from whatever the file is now. */
  public static Behaviour ignoreIfRange() {
    return Behaviour.asking(visit -> visit.request = visit.request.without("If-Range"));
  }

  /** Ranges work, but nothing says so. */
  public static Behaviour noAcceptRanges() {
    return Behaviour.answering((visit, answer) -> answer.headers.remove("Accept-Ranges"));
  }

  /** Says none, and means it. */
  public static Behaviour acceptRangesNone() {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        visit.request = visit.request.without("Range");
      }

      @Override
      public void after(Visit visit, Answer answer) {
        answer.headers.set("Accept-Ranges", "none");
      }
    };
  }

  /** Ranges of an empty file get 416 instead of nginx's empty 200. */
  public static Behaviour refuseRangeOfEmpty() {
    return Behaviour.answering(
        (visit, answer) -> {
          boolean ranged = visit.request.header("Range").isPresent();
          if (ranged && answer.status == 200 && answer.content.size() == 0) {
            answer.refuse(416).headers.set("Content-Range", "bytes */0");
          }
        });
  }

  /** States and sends a window that begins so many bytes later, or earlier if negative. */
  public static Behaviour shiftedStart(long bytes) {
    return partial(
        (visit, answer) -> {
          long end = Math.min(answer.content.size(), answer.first + bytes + answer.length);
          answer.first = Math.max(0, Math.min(answer.first + bytes, answer.content.size() - 1));
          answer.length = Math.max(1, end - answer.first);
          state(answer, answer.content.size());
        });
  }

  /** The total in Content-Range differs from the file's size by so many bytes. */
  public static Behaviour wrongTotal(long bytes) {
    return partial((visit, answer) -> state(answer, answer.content.size() + bytes));
  }

  /** The total is {@code *}. */
  public static Behaviour unknownTotal() {
    return contentRange("bytes %d-%d/*");
  }

  /** The whole file, said to be so, as answer to any range. */
  public static Behaviour wholeFile() {
    return partial(
        (visit, answer) -> {
          answer.first = 0;
          answer.length = answer.content.size();
          state(answer, answer.length);
        });
  }

  /** 206 without Content-Range. */
  public static Behaviour noContentRange() {
    return partial((visit, answer) -> answer.headers.remove("Content-Range"));
  }

  /** At most so many bytes of what was asked, and says so: legal. */
  public static Behaviour shorterWindow(long bytes) {
    return partial(
        (visit, answer) -> {
          answer.length = Math.min(answer.length, bytes);
          state(answer, answer.content.size());
        });
  }

  /** So many bytes more than what was asked, and says so. */
  public static Behaviour longerWindow(long bytes) {
    return partial(
        (visit, answer) -> {
          lengthen(answer, bytes);
          state(answer, answer.content.size());
        });
  }

  /** Content-Range states what was asked; Content-Length and the body are so much longer. */
  public static Behaviour longerBody(long bytes) {
    return partial(
        (visit, answer) -> {
          lengthen(answer, bytes);
          answer.headers.set("Content-Length", answer.length);
        });
  }

  private static void lengthen(Answer answer, long bytes) {
    answer.length = Math.min(answer.length + bytes, answer.content.size() - answer.first);
  }

  /** One range, wrapped into multipart/byteranges (RFC 9110 section 14.6). For small ranges. */
  public static Behaviour multipart() {
    return partial(
        (visit, answer) -> {
          ByteArrayOutputStream body = new ByteArrayOutputStream();
          String range = answer.headers.first("Content-Range").orElse("");
          body.writeBytes(
              ascii(
                  "--"
                      + BOUNDARY
                      + "\r\nContent-Type: application/octet-stream\r\n"
                      + "Content-Range: "
                      + range
                      + "\r\n\r\n"));
          body.writeBytes(answer.content.bytes(answer.first, Math.toIntExact(answer.length)));
          body.writeBytes(ascii("\r\n--" + BOUNDARY + "--\r\n"));
          answer.send(Content.of(body.toByteArray()), "multipart/byteranges; boundary=" + BOUNDARY);
          answer.headers.remove("Content-Range");
        });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Content-Range as written here; {@code %d} stands for first, last and total in turn. */
  public static Behaviour contentRange(String format) {
    contentRange(format, 0, 0, 0);
    return partial(
        (visit, answer) ->
            answer.headers.set(
                "Content-Range",
                contentRange(format, answer.first, answer.last(), answer.content.size())));
  }

  private static String contentRange(String format, long first, long last, long total) {
    return String.format(Locale.ROOT, format, first, last, total);
  }

  /** 206 to a request without Range. */
  public static Behaviour alwaysPartial() {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.status == 200 && answer.content.size() > 0) {
            answer.status = 206;
            state(answer, answer.content.size());
          }
        });
  }

  private static Behaviour partial(BiConsumer<Visit, Answer> change) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.partial()) {
            change.accept(visit, answer);
          }
        });
  }

  private static void state(Answer answer, long total) {
    answer.headers.set("Content-Length", answer.length);
    answer.headers.set(
        "Content-Range", "bytes " + answer.first + "-" + answer.last() + "/" + total);
  }
}
