package dev.haul.fetch;

import dev.haul.download.Retryable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageWriter;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.io.SessionOutputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection: nothing that came unasked is taken for an answer, and no head
 * goes on for ever.
 *
 * <p>HttpClient 5.5 by itself skips interim responses without end, adds up header lines to 64 MiB,
 * and reads whatever lies behind a body as the next response. Used by one thread at a time, as its
 * connection is.
 */
final class Conversation {

  /**
   * Most bytes of the head of an answer, interim ones included; a block of the body may count too.
   */
  private static final int LARGEST_HEAD = 256 * 1024;

  /** Most 1xx responses before an answer (RFC 9110 §15.2 has no limit). */
  private static final int MOST_INTERIM = 20;

  private static final Http1Config LIMITS =
      Http1Config.custom()
          .setMaxLineLength(64 * 1024)
          .setMaxHeaderCount(1000)
          .setMaxEmptyLineCount(10)
          .build();

  private final HttpMessageWriter<ClassicHttpRequest> writer =
      DefaultHttpRequestWriterFactory.INSTANCE.create();
  private final HttpMessageParser<ClassicHttpResponse> parser =
      new DefaultHttpResponseParser(LIMITS);
  private int requests;
  private int heads;
  private int headBytes;
  private @Nullable SessionInputBuffer buffered;
  private @Nullable InputStream arriving;

  private Conversation() {}

  /** Makes connections each of which has a conversation of its own. */
  static HttpConnectionFactory<ManagedHttpClientConnection> connections() {
    return socket -> {
      Conversation conversation = new Conversation();
      return ManagedHttpClientConnectionFactory.builder()
          .http1Config(LIMITS)
          .requestWriterFactory(() -> conversation::ask)
          .responseParserFactory(unused -> conversation::hear)
          .build()
          .createConnection(socket);
    };
  }

  private void ask(ClassicHttpRequest request, SessionOutputBuffer buffer, OutputStream out)
      throws IOException, HttpException {
    if (hasUnasked()) {
      throw new Retryable.ConnectionStale("bytes came that nobody had asked for");
    }
    requests++;
    heads = 0;
    headBytes = 0;
    try {
      writer.write(request, buffer, out);
      buffer.flush(out);
    } catch (IOException e) {
      throw orStale(e);
    }
  }

  /**
   * Bytes behind the end of a body (RFC 9112 §6.3). Those that TLS has not decrypted yet cannot be
   * seen.
   */
  private boolean hasUnasked() throws IOException {
    return (buffered != null && buffered.length() > 0)
        || (arriving != null && arriving.available() > 0);
  }

  private @Nullable ClassicHttpResponse hear(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    buffered = buffer;
    arriving = in;
    boolean silent = buffer.length() == 0;
    if (++heads > MOST_INTERIM + 1) {
      throw new MessageConstraintException("more than " + MOST_INTERIM + " interim responses");
    }
    ClassicHttpResponse response;
    try {
      response = parser.parse(buffer, new Metered(in));
    } catch (SocketTimeoutException | MessageConstraintException e) {
      throw e;
    } catch (IOException e) {
      throw silent && headBytes == 0 ? orStale(e) : e;
    }
    if (response == null) {
      throw orStale(new NoHttpResponseException("the server closed without an answer"));
    }
    return response;
  }

  /** A kept connection may end at any time, also while the next request is on its way to it. */
  private IOException orStale(IOException failure) {
    return requests > 1
        ? new Retryable.ConnectionStale(String.valueOf(failure.getMessage()))
        : failure;
  }

  /** Counts the bytes of heads as they come. */
  private final class Metered extends FilterInputStream {

    Metered(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int from, int most) throws IOException {
      int count = super.read(target, from, most);
      headBytes += Math.max(0, count);
      if (headBytes > LARGEST_HEAD) {
        throw new MessageConstraintException("a header of more than " + LARGEST_HEAD + " bytes");
      }
      return count;
    }
  }
}
