package dev.haul.origin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Bodies that are framed, coded or counted otherwise. */
public final class Bodies {
  private static final long ENDLESS_SEED = 62;

  private Bodies() {}

  /** No Content-Length: the end of the connection is the end of the body. */
  public static Behaviour noLength() {
    return body(
        answer -> {
          answer.headers.remove("Content-Length");
          answer.announceClose().framing = Answer.Framing.UNTIL_CLOSE;
        });
  }

  public static Behaviour chunked() {
    return body(answer -> chunk(answer, Answer.Framing.CHUNKED));
  }

  /** All data, but never the last chunk: the connection closes instead. */
  public static Behaviour chunkedWithoutEnd() {
    return body(
        answer -> {
          chunk(answer, Answer.Framing.CHUNKED_WITHOUT_END);
          answer.keepAlive = false;
        });
  }

  /** Content-Length differs from what is sent by so many bytes; then the connection closes. */
  public static Behaviour lengthOff(long bytes) {
    return body(
        answer -> {
          answer.headers.set("Content-Length", Math.max(0, answer.length + bytes));
          answer.keepAlive = false;
        });
  }

  /** Chunked, and Content-Length besides, which is so many bytes more than what is sent. */
  public static Behaviour chunkedWithLength(long off) {
    return body(
        answer -> {
          long length = answer.length + off;
          chunk(answer, Answer.Framing.CHUNKED);
          answer.headers.set("Content-Length", length);
        });
  }

  /** Chunked, in one chunk with an extension of so many bytes (RFC 9112 section 7.1.1). */
  public static Behaviour chunkExtension(int bytes) {
    return body(
        answer -> {
          ByteArrayOutputStream chunks = new ByteArrayOutputStream();
          String head = Long.toHexString(answer.length) + ";" + "x".repeat(bytes) + "\r\n";
          chunks.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
          chunks.writeBytes(answer.content.bytes(answer.first, Math.toIntExact(answer.length)));
          chunks.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          answer.content = Content.of(chunks.toByteArray());
          answer.first = 0;
          answer.length = chunks.size();
          answer.headers.remove("Content-Length").set("Transfer-Encoding", "chunked");
        });
  }

  /** Chunked as written here, sizes and all, in place of the file; then the connection closes. */
  public static Behaviour chunks(String raw) {
    return body(
        answer -> {
          answer.send(Content.of(raw), "application/octet-stream");
          answer.headers.remove("Content-Length").set("Transfer-Encoding", "chunked");
          answer.keepAlive = false;
        });
  }

  /** The body never ends, and its length is not told. */
  public static Behaviour endless() {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        visit.request = visit.request.without("Range");
        visit.resource =
            visit.resource.withContent(Content.of(ENDLESS_SEED, Long.MAX_VALUE - (1 << 20)));
      }

      @Override
      public void after(Visit visit, Answer answer) {
        noLength().after(visit, answer);
      }
    };
  }

  /** So many bytes behind the end of each body, and the connection goes on. */
  public static Behaviour surplus(int bytes) {
    return body(answer -> answer.after = Content.repeated("surplus ", bytes));
  }

  /** Says that the connection closes, and sends so many bytes more before it does. */
  public static Behaviour surplusBeforeClose(int bytes) {
    return body(answer -> answer.announceClose().after = Content.repeated("surplus ", bytes));
  }

  /**
   * Behind each body, unasked, a whole answer to a request that was not made yet: a client that
   * keeps the connection takes it for the next one's (RFC 9112 section 6.3).
   */
  public static Behaviour unasked(String answer) {
    return body(sent -> sent.after = Content.of(answer));
  }

  /** The same with an answer to the range that comes next, of the same length, with other bytes. */
  public static Behaviour unaskedNextRange() {
    return Behaviour.answering(
        (visit, answer) -> {
          long first = answer.last() + 1;
          long length = Math.min(answer.length, answer.content.size() - first);
          if (answer.partial() && length > 0) {
            answer.after = Content.of(forged(answer, first, length));
          }
        });
  }

  private static byte[] forged(Answer answer, long first, long length) {
    String etag = answer.headers.first("ETag").orElse("\"\"");
    long last = first + length - 1;
    String head =
        "HTTP/1.1 206 Partial Content\r\nETag: "
            + etag
            + "\r\nContent-Length: "
            + length
            + "\r\nContent-Range: bytes "
            + first
            + "-"
            + last
            + "/"
            + answer.content.size()
            + "\r\n\r\n";
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    whole.writeBytes(Content.repeated("forged! ", length).bytes());
    return whole.toByteArray();
  }

  /** The whole file as gzip whatever was accepted; ranges are not understood. For small files. */
  public static Behaviour gzip() {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        visit.request = visit.request.without("Range");
      }

      @Override
      public void after(Visit visit, Answer answer) {
        if (answer.status == 200) {
          answer.send(Content.of(gzip(answer.content.bytes())), "application/octet-stream");
          answer.headers.set("Content-Encoding", "gzip").set("Vary", "Accept-Encoding");
        }
      }
    };
  }

  /** Ranges of the gzip form, as a cache that compresses gives them. For small files. */
  public static Behaviour gzipRanges() {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        byte[] whole = visit.resource.content().bytes();
        visit.resource = visit.resource.withContent(Content.of(gzip(whole)));
      }

      @Override
      public void after(Visit visit, Answer answer) {
        answer.headers.set("Content-Encoding", "gzip");
      }
    };
  }

  /** One bit of one byte is wrong, and nothing tells. */
  public static Behaviour bitFlip(long position) {
    return Behaviour.answering(
        (visit, answer) -> answer.content = answer.content.flippedAt(position));
  }

  private static Behaviour body(Consumer<Answer> change) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.hasBody()) {
            change.accept(answer);
          }
        });
  }

  private static void chunk(Answer answer, Answer.Framing framing) {
    answer.headers.remove("Content-Length").set("Transfer-Encoding", "chunked");
    answer.framing = framing;
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coded.toByteArray();
  }
}
