package dev.haul.origin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Bodies that are framed, coded or counted otherwise. */
public final class Bodies {
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
