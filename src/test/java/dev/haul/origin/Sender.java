package dev.haul.origin;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts answers on one connection, byte by byte as planned. */
final class Sender {
  private static final int PIECE = 1 << 18;
  private static final int HEAD = 1 << 14;
  private static final long BURST = 1 << 16;
  private static final int CHUNK_HEAD = 10;

  private final Wire wire;
  private final byte[] buffer = new byte[HEAD + PIECE];
  private @Nullable TokenBucket bucket;
  private int filled;
  private long carried;
  private int served;

  Sender(Wire wire) {
    this.wire = wire;
  }

  long carried() {
    return carried;
  }

  int served() {
    return served;
  }

  /** Frees the path's slot before the last byte, so that a peer who has all is never counted. */
  void send(Visit visit, Answer answer, Hits hits, Runnable free) throws IOException {
    long length = visit.request.head() ? 0 : answer.length;
    wire.pause(answer.delay.toNanos());
    stop(answer, Answer.BEFORE_HEAD, free);
    raw(answer.before);
    head(answer);
    long sent = 0;
    stop(answer, sent, free);
    while (sent < length) {
      trickle(answer, sent);
      int piece = piece(answer, sent, length);
      wait(answer, piece);
      boolean last = sent + piece == length;
      body(answer, answer.first + sent, piece, last);
      if (last) {
        free.run();
      }
      hits.sent(piece);
      flush();
      sent += piece;
      carried += piece;
      stop(answer, sent, free);
    }
    free.run();
    if (length == 0 && answer.framing == Answer.Framing.CHUNKED && !visit.request.head()) {
      ascii("0\r\n\r\n");
    }
    raw(answer.after);
    flush();
    served++;
  }

  /** Up to the next point where something happens, and not more than a fiftieth of a second. */
  private static int piece(Answer answer, long sent, long length) {
    long piece = Math.min(PIECE, length - sent);
    if (answer.rate > 0) {
      piece = Math.min(piece, Math.min(BURST, Math.max(1, answer.rate / 50)));
    }
    if (sent >= answer.trickleFrom) {
      return 1;
    }
    for (long mark : new long[] {answer.cutAt, answer.holdAt, answer.trickleFrom}) {
      if (mark > sent) {
        piece = Math.min(piece, mark - sent);
      }
    }
    return (int) piece;
  }

  private void trickle(Answer answer, long sent) throws IOException {
    if (sent >= answer.trickleFrom) {
      flush();
      wire.pause(answer.tricklePause.toNanos());
    }
  }

  private void wait(Answer answer, int bytes) throws IOException {
    if (answer.rate <= 0) {
      return;
    }
    long now = System.nanoTime();
    if (bucket == null || bucket.rate() != answer.rate) {
      bucket = new TokenBucket(answer.rate, BURST, now);
    }
    long nanos = bucket.take(bytes, now);
    if (nanos > 0) {
      flush();
      wire.pause(nanos);
    }
  }

  private void stop(Answer answer, long sent, Runnable free) throws IOException {
    if (answer.holdAt == sent) {
      flush();
      wire.hold(answer.holdUntil);
    }
    if (answer.cutAt == sent) {
      flush();
      free.run();
      wire.cut(answer.cut);
      throw new EOFException("cut as planned");
    }
  }

  private void head(Answer answer) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(
        answer.statusLine == null
            ? "HTTP/1.1 " + answer.status + " " + reason(answer.status)
            : answer.statusLine);
    head.append(answer.newline);
    for (Map.Entry<String, String> field : answer.headers.fields()) {
      head.append(field.getKey()).append(": ").append(field.getValue()).append(answer.newline);
    }
    headBytes(answer, head.toString());
    raw(answer.moreHead);
    headBytes(answer, answer.newline);
  }

  private void headBytes(Answer answer, String text) throws IOException {
    if (answer.headPause.isZero()) {
      ascii(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      flush();
      wire.pause(answer.headPause.toNanos());
      ascii(text.substring(i, i + 1));
    }
  }

  /** Bytes that are neither head nor body, however many. */
  private void raw(Content bytes) throws IOException {
    for (long sent = 0; sent < bytes.size(); ) {
      int piece = (int) Math.min(buffer.length - filled, bytes.size() - sent);
      bytes.fill(buffer, filled, piece, sent);
      filled += piece;
      sent += piece;
      flush();
    }
  }

  private void body(Answer answer, long position, int length, boolean last) {
    boolean chunked =
        answer.framing == Answer.Framing.CHUNKED
            || answer.framing == Answer.Framing.CHUNKED_WITHOUT_END;
    if (chunked) {
      ascii(String.format(Locale.ROOT, "%0" + (CHUNK_HEAD - 2) + "x\r\n", length));
    }
    answer.content.fill(buffer, filled, length, position);
    filled += length;
    if (chunked) {
      ascii(last && answer.framing == Answer.Framing.CHUNKED ? "\r\n0\r\n\r\n" : "\r\n");
    }
  }

  private void ascii(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > buffer.length - filled) {
      throw new IllegalArgumentException("header too large: " + bytes.length);
    }
    System.arraycopy(bytes, 0, buffer, filled, bytes.length);
    filled += bytes.length;
  }

  private void flush() throws IOException {
    if (filled > 0) {
      wire.out.write(buffer, 0, filled);
      wire.out.flush();
      filled = 0;
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 206 -> "Partial Content";
      case 304 -> "Not Modified";
      case 404 -> "Not Found";
      case 416 -> "Range Not Satisfiable";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> status < 400 ? "Fine" : "Refused";
    };
  }
}
