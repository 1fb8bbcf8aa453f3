package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.FullDisk;
import dev.haul.download.PartFile;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Streams a response body to its place in the part file, and never a byte beyond its window. */
public final class PartWriter {

  /** Large reads: tried, less lets a fast sender wait. One a consumer, whatever the file. */
  static final int BUFFER_BYTES = PartFile.LONG_WRITE_BYTES;

  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);
  private final Flights flights;
  private final DiskSpace space;

  public PartWriter(Flights flights, DiskSpace space) {
    this.flights = flights;
    this.space = space;
  }

  /**
   * @return the tally of an attempt that worked
   * @throws Retryable.ShortBody when the body, or its window, ends before the chunk does
   */
  public Tally write(Flight flight, @Nullable InputStream body) throws IOException {
    if (!(flight.answer() instanceof Answer.Body answer) || body == null) {
      return flights.landComplete(flight, null);
    }
    boolean ended = flight.isStream() ? wholeStream(flight, body) : stream(flight, body);
    if (ended && answer.window().isOpen()) {
      return flights.landComplete(flight, flight.position());
    }
    ByteRange rest = flight.rest();
    if (rest != null) {
      throw new Retryable.ShortBody(rest, flight.position());
    }
    if (!flight.leavesBody()) {
      endBody(flight, body);
    }
    return flights.landComplete(flight, null);
  }

  private boolean wholeStream(Flight flight, InputStream body) throws IOException {
    try {
      boolean ended = stream(flight, body);
      ByteRange rest = flight.rest();
      if (ended && rest != null && !rest.isOpen()) {
        throw new Retryable.StreamCut(flight.position(), "the body ended early");
      }
      return ended;
    } catch (Retryable.DiskFull e) {
      throw new Retryable.StreamCut(flight.position(), String.valueOf(e.getMessage()));
    } catch (DownloadFailure e) {
      throw e;
    } catch (IOException e) {
      throw new Retryable.StreamCut(flight.position(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * @return true when the body ended, false when its window did
   */
  private boolean stream(Flight flight, InputStream body) throws IOException {
    byte[] buffer = buffers.get();
    PartFile part = flight.part();
    long room;
    while ((room = flight.room()) > 0) {
      int count = read(flight, body, buffer, (int) Math.min(buffer.length, room));
      if (count < 0) {
        return true;
      }
      flight.download().meter().fetched(count);
      if (count == buffer.length) {
        flight.download().meter().wereWaiting(count);
      }
      write(flight, part, buffer, (int) Math.min(count, flight.room()));
    }
    return false;
  }

  private static int read(Flight flight, InputStream body, byte[] buffer, int most)
      throws IOException {
    try {
      return body.read(buffer, 0, most);
    } catch (IOException e) {
      DownloadFailure reason = flight.abortedFor();
      if (reason != null) {
        throw reason;
      }
      throw e;
    }
  }

  private void write(Flight flight, PartFile part, byte[] buffer, int count) throws IOException {
    try {
      part.write(flight.chunk().range().first(), buffer, count, flight.position());
    } catch (ClosedChannelException e) {
      // Only who ends a download or begins it anew closes its part file.
      throw new Retryable.Superseded();
    } catch (Retryable.PartLost e) {
      throw flight.download().judgeLoss(flight.chunk().download(), e);
    } catch (IOException e) {
      throw inWords(e, flight.download());
    }
    flight.wrote(buffer, count);
  }

  private DownloadFailure inWords(IOException e, Download download) {
    Path folder = download.workFolder();
    if (FullDisk.isMeantBy(e, folder)) {
      return space.refused(download, FullDisk.inWords(e));
    }
    if (!Files.isWritable(folder)) {
      String why = "cannot be written any more: " + FullDisk.inWords(e);
      return new Retryable.FolderLost(folder, why + "; make it writable and try again");
    }
    return new Retryable.DiskTrouble(folder, e);
  }

  /**
   * Reads the end of a body whose bytes are all there, so that its connection can be used again.
   */
  private static void endBody(Flight flight, InputStream body) {
    try {
      if (body.read() >= 0) {
        flight.abort(new Retryable.InvalidAnswer("a body longer than its window"));
      }
    } catch (IOException e) {
      flight.abort(new Retryable.ConnectionLost("reset", "lost behind the last byte"));
    }
  }
}
