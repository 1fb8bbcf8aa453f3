package dev.haul.origin;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A connection as its thread uses it: bytes, pauses that notice a peer that left, cuts. */
final class Wire implements AutoCloseable {
  private static final long SHORT = 4_000_000;
  private static final int LOOK = 20;

  /** The TCP connection: closing it sends no close_notify. */
  private final Socket raw;

  private final Socket socket;
  final InputStream in;
  final OutputStream out;

  Wire(Socket raw, @Nullable SSLSocketFactory tls) throws IOException {
    this.raw = raw;
    raw.setTcpNoDelay(true);
    this.socket = tls == null ? raw : tls.createSocket(raw, null, true);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  void pause(long nanos) throws IOException {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      if (left < SHORT || socket != raw || in.available() > 0) {
        LockSupport.parkNanos(Math.min(left, 100 * SHORT));
        if (raw.isClosed()) {
          throw new EOFException("closed");
        }
      } else {
        look((int) (left / 1_000_000));
      }
    }
  }

  /** Until the future is done, or the peer leaves. */
  void hold(Future<?> future) throws IOException {
    while (!future.isDone()) {
      pause(TimeUnit.MILLISECONDS.toNanos(LOOK));
      try {
        future.get(1, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        continue;
      } catch (InterruptedException e) {
        throw new IOException(e);
      } catch (ExecutionException | CancellationException e) {
        return;
      }
    }
  }

  /** Waits by reading ahead: a peer that closes ends the wait. */
  private void look(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      in.mark(1);
      if (in.read() < 0) {
        throw new EOFException("the peer left");
      }
      in.reset();
    } catch (SocketTimeoutException e) {
      // The wait is over.
    } finally {
      socket.setSoTimeout(0);
    }
  }

  /** The peer gets all that was sent, so that tests know how much that is; but see the ways. */
  void cut(Answer.Cut how) throws IOException {
    out.flush();
    if (how == Answer.Cut.RESET) {
      SendQueue.awaitEmpty(raw); // The other ends go behind what was sent.
    }
    if (how == Answer.Cut.HALF) {
      raw.shutdownOutput();
      in.transferTo(OutputStream.nullOutputStream());
    } else if (how != Answer.Cut.FIN) {
      raw.setSoLinger(true, 0);
    }
    raw.close();
  }

  /** From any thread. */
  void abort() {
    try {
      raw.close();
    } catch (IOException e) {
      // Nothing is left to end.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
