package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.HttpUrl;
import dev.haul.download.Mark;
import dev.haul.download.PartFile;
import dev.haul.download.Retryable;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one chunk: where it is, where it has to stop, and how to end it from outside.
 *
 * <p>The consumer that flies it moves {@code position}; anyone may lower {@code stopAt} or abort.
 */
public final class Flight {

  private final long id;
  private final Chunk chunk;
  private final Download download;
  private final HttpUrl url;
  private final Host host;
  private final long startedAt = System.nanoTime();
  private final long answersBefore;

  // Written by the consumer alone, read by others.
  private volatile long answeredAt;
  private volatile long position;
  private volatile @Nullable Answer answer;
  private volatile boolean stream;
  private volatile @Nullable ByteRange sample;
  private volatile @Nullable Asked asked;
  private volatile @Nullable ResponseHead head;
  private volatile boolean oldConnection;
  private volatile long movedAt = startedAt;
  private volatile @Nullable Mark mark;

  /** Of what was written. Used by the consumer alone. */
  private final CRC32C crc = new CRC32C();

  /** Written by the watch alone. */
  private volatile long speed;

  // All below guarded by this.
  /** Offset behind the last byte that the answer's body has. */
  private long windowEnd;

  /** Offset behind the last byte that this flight is to bring. */
  private long dutyEnd;

  private @Nullable Cancellable connection;
  private @Nullable DownloadFailure abortedFor;
  private boolean landed;

  Flight(long id, Chunk chunk, Download download, Hosts hosts) {
    this.id = id;
    this.chunk = chunk;
    this.download = download;
    this.url = download.url();
    this.host = hosts.of(url);
    this.answersBefore = download.meter().answers();
    this.position = chunk.range().first();
    this.windowEnd = chunk.range().end();
    this.dutyEnd = chunk.range().end();
  }

  public long id() {
    return id;
  }

  public Chunk chunk() {
    return chunk;
  }

  public Download download() {
    return download;
  }

  public HttpUrl url() {
    return url;
  }

  /** Where {@link #url} leads. */
  Host host() {
    return host;
  }

  /**
   * The address that Camel sees. Its path is only this flight's number: the real request target is
   * put in by {@link FlightExec}, because Camel alters some characters of a URL and evaluates
   * {@code {{...}}} in it.
   */
  public String address() {
    return url.origin() + "/" + id;
  }

  /** {@link System#nanoTime} of the take-off. */
  public long startedAt() {
    return startedAt;
  }

  /** Number of valid answers that its download had got at the take-off. */
  long answersBefore() {
    return answersBefore;
  }

  /** {@link System#nanoTime} of the valid answer, or 0 before it. */
  public long answeredAt() {
    return answeredAt;
  }

  /** {@link System#nanoTime} at which the last bytes were written, or of the take-off. */
  public long movedAt() {
    return movedAt;
  }

  /** The watch has measured bytes per second of the last seconds. */
  void measured(long bytesPerSecond) {
    speed = Math.max(1, bytesPerSecond);
  }

  /** Bytes per second of the last seconds, at least 1; 0 before they were measured. */
  long speed() {
    return speed;
  }

  /** Offset of the next byte to write. */
  public long position() {
    return position;
  }

  /** Bytes written so far. */
  public long bytes() {
    return position - chunk.range().first();
  }

  /** Fetches bytes that are there already, to compare them, instead of its chunk. */
  void samples(ByteRange written) {
    sample = written;
  }

  /** The bytes to compare, or null when it is to bring its chunk. */
  @Nullable ByteRange sample() {
    return sample;
  }

  /** What went over the wire, by which the answer is judged. */
  void asks(Asked request) {
    asked = request;
  }

  Asked asked() {
    return Objects.requireNonNull(asked, "nothing was asked yet");
  }

  void received(ResponseHead response) {
    head = response;
  }

  /** Whether a response came, valid or not. */
  boolean hasResponse() {
    return head != null;
  }

  /** The connection had carried requests before: it may have been closed while it was idle. */
  void usesOldConnection() {
    oldConnection = true;
  }

  boolean isOnOldConnection() {
    return oldConnection;
  }

  ResponseHead head() {
    return Objects.requireNonNull(head, "no response yet");
  }

  /**
   * The answer was found valid: its window is what may be written.
   *
   * @param asStream whether its body is the whole file in one stream
   */
  void answered(Answer valid, boolean asStream) {
    synchronized (this) {
      if (valid instanceof Answer.Body body) {
        Long size = body.remote().size();
        windowEnd = body.window().end();
        dutyEnd = asStream ? windowEnd : size == null ? dutyEnd : Math.min(dutyEnd, size);
      } else {
        // Nothing to write. The duty stays: if the download cannot begin now, the chunk goes back.
        windowEnd = position;
      }
    }
    answer = valid;
    stream = asStream;
    answeredAt = System.nanoTime();
    movedAt = answeredAt;
    download.meter().answered(answeredAt - startedAt);
    host.answered();
  }

  public Answer answer() {
    return Objects.requireNonNull(answer, "no valid answer yet");
  }

  boolean isAnswered() {
    return answer != null;
  }

  /** Whether the body is the whole file in one stream, which cannot be taken up in the middle. */
  boolean isStream() {
    return stream;
  }

  /**
   * Where the bytes go.
   *
   * @throws Retryable.Superseded when the download began anew: its new file is not for old bytes
   */
  PartFile part() throws Retryable.Superseded {
    PartFile part = download.part(chunk.download());
    if (part == null) {
      throw new Retryable.Superseded();
    }
    return part;
  }

  /** How many bytes may still be written; 0 at the end of the window. */
  synchronized long room() {
    return Math.max(0, Math.min(windowEnd, dutyEnd) - position);
  }

  /** Offset behind the last byte that this flight is to bring. */
  public synchronized long dutyEnd() {
    return dutyEnd;
  }

  /** What this flight is to bring and has not yet, or null. */
  synchronized @Nullable ByteRange rest() {
    return position >= dutyEnd ? null : new ByteRange(position, dutyEnd - 1);
  }

  /** What this flight has written, or null. */
  @Nullable ByteRange written() {
    long first = chunk.range().first();
    return position <= first ? null : new ByteRange(first, position - 1);
  }

  /** Whether the body has bytes behind those that were read. */
  synchronized boolean leavesBody() {
    return position < windowEnd;
  }

  /**
   * Takes away what lies behind {@code offset}, which another flight is going to fetch.
   *
   * @return the bytes taken away, or null when the flight is that far already or has landed
   */
  public synchronized @Nullable ByteRange stopBefore(long offset) {
    if (landed || offset <= position || offset >= dutyEnd) {
      return null;
    }
    ByteRange taken = new ByteRange(offset, dutyEnd - 1);
    dutyEnd = offset;
    return taken;
  }

  /** The first {@code count} bytes of {@code buffer} are in the part file now. */
  void wrote(byte[] buffer, int count) {
    crc.update(buffer, 0, count);
    long first = chunk.range().first();
    long length = position + count - first;
    if (length > 0) {
      mark = new Mark(ByteRange.of(first, length), (int) crc.getValue());
    }
    advance(count);
  }

  /** What this flight has written, with its CRC-32C, or null; one consistent state. */
  @Nullable Mark mark() {
    return mark;
  }

  void advance(int bytes) {
    position += bytes;
    movedAt = System.nanoTime();
  }

  /** Registers what ends the connection; ends it at once if the flight is aborted already. */
  void connectedBy(Cancellable cancellable) {
    boolean tooLate;
    synchronized (this) {
      connection = cancellable;
      tooLate = abortedFor != null;
    }
    if (tooLate) {
      cancellable.cancel();
    }
  }

  /** Ends the flight from any thread: a blocked read or connect returns within milliseconds. */
  public void abort(DownloadFailure reason) {
    Cancellable toCancel;
    synchronized (this) {
      if (landed || abortedFor != null) {
        return;
      }
      abortedFor = reason;
      toCancel = connection;
    }
    if (toCancel != null) {
      toCancel.cancel();
    }
  }

  /** Why the flight was aborted, or null. */
  synchronized @Nullable DownloadFailure abortedFor() {
    return abortedFor;
  }

  /**
   * Ends the flight by its consumer. The connection is dropped unless the body was read to its end.
   *
   * @return true for the first call
   */
  boolean land(boolean keepConnection) {
    Cancellable toCancel;
    synchronized (this) {
      if (landed) {
        return false;
      }
      landed = true;
      toCancel = keepConnection ? null : connection;
    }
    if (toCancel != null) {
      toCancel.cancel();
    }
    return true;
  }

  synchronized boolean isLanded() {
    return landed;
  }
}
