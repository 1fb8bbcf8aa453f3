package dev.haul.download;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A failure that leaves hope: the rest of the chunk goes back to the queue. */
public abstract sealed class Retryable extends DownloadFailure {

  private static final long serialVersionUID = 1L;

  private Retryable(String reason, String message) {
    super(reason, message);
  }

  @Override
  public Problem problem() {
    return inWords(true);
  }

  /** Whether something went wrong, rather than just another way. */
  boolean isTrouble() {
    return !(this instanceof Redirected
        || this instanceof Compared
        || this instanceof AwaitsUrl
        || this instanceof TargetTaken
        || this instanceof GaveWay
        || this instanceof Held
        || this instanceof DiskFull
        || this instanceof Unsynced
        || this instanceof ConnectionStale);
  }

  /** The server asked for patience: 429, 503, or another status that passes (RFC 9110 §15.6). */
  public static final class ServerBusy extends Retryable {
    private static final long serialVersionUID = 1L;
    private final Duration retryAfter;

    /**
     * @param retryAfter what the server asked for, or zero (RFC 9110 §10.2.3)
     */
    public ServerBusy(String message, Duration retryAfter) {
      super("busy", message);
      this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The host refuses more connections than it serves already: this one waits for its turn. */
  public static final class Crowded extends Retryable {
    private static final long serialVersionUID = 1L;

    /**
     * @param refusal how the host said so
     */
    public Crowded(Retryable refusal) {
      super(refusal.reason(), String.valueOf(refusal.getMessage()));
    }
  }

  /** The connection stayed below the floor and far below its siblings. */
  public static final class TooSlow extends Retryable {
    private static final long serialVersionUID = 1L;

    public TooSlow(long bytesPerSecond, long floor) {
      super("slow", "expected " + floor + " bytes/s, was " + bytesPerSecond);
    }
  }

  /** Requests to the same place were answered long since, and this one was not. */
  public static final class NoAnswer extends Retryable {
    private static final long serialVersionUID = 1L;

    public NoAnswer(Duration waited) {
      super("no-answer", "no answer for " + waited.toMillis() + " ms, where others have come");
    }
  }

  /** No byte arrived for as long as a connection may be silent. */
  public static final class Stalled extends Retryable {
    private static final long serialVersionUID = 1L;

    public Stalled(Duration silence) {
      super("stalled", "no byte for " + silence.toMillis() + " ms");
    }
  }

  /** The connection could not be made, or broke. */
  public static final class ConnectionLost extends Retryable {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason {@code unknown-host}, {@code refused} or {@code reset}
     */
    public ConnectionLost(String reason, String message) {
      super(reason, message);
    }

    /** Whether there was never a connection. */
    public boolean isUnreachable() {
      return !reason().equals("reset");
    }

    /** Whether no address is known, so that no server said anything. */
    public boolean isUnknownHost() {
      return reason().equals("unknown-host");
    }
  }

  /**
   * A connection kept from an earlier request was of no use any more (RFC 9112 §9.3.1); nothing was
   * answered. Each of these uses up an answer that was given before, so they end by themselves.
   */
  public static final class ConnectionStale extends Retryable {
    private static final long serialVersionUID = 1L;

    public ConnectionStale(String why) {
      super("stale", "a connection could not be used again: " + why);
    }
  }

  /** The body ended before its window did (RFC 9112 §8). */
  public static final class ShortBody extends Retryable {
    private static final long serialVersionUID = 1L;

    public ShortBody(ByteRange window, long end) {
      super("short", "expected bytes " + window + ", body ended at " + end);
    }
  }

  /** The answer is not one HTTP allows here, so none of it was used. */
  public static final class InvalidAnswer extends Retryable {
    private static final long serialVersionUID = 1L;

    public InvalidAnswer(String message) {
      super("invalid", message);
    }
  }

  /** The whole file was sent instead of the range asked for (RFC 9110 §14.2). */
  public static final class RangeIgnored extends Retryable {
    private static final long serialVersionUID = 1L;

    public RangeIgnored(ByteRange asked) {
      super("range-ignored", "asked for bytes " + asked + ": expected 206, was 200");
    }
  }

  /** The server refuses the range (416) of a file that is not known to be shorter. */
  public static final class RangeRefused extends Retryable {
    private static final long serialVersionUID = 1L;

    public RangeRefused(ByteRange asked) {
      super("range-refused", "asked for bytes " + asked + ": the server refuses the range (416)");
    }
  }

  /** Ranges do not work on this server after all: the file has to come as one stream. */
  public static final class RangesUnusable extends Retryable {
    private static final long serialVersionUID = 1L;

    public RangesUnusable(String why) {
      super("ranges-unusable", why);
    }
  }

  /** A file that comes in one stream was cut: HTTP leaves no other way than from zero. */
  public static final class StreamCut extends Retryable {
    private static final long serialVersionUID = 1L;

    public StreamCut(long position, String why) {
      super("stream-cut", "cut after " + position + " bytes: " + why);
    }
  }

  /** The whole file is there and its checksum is wrong: once more, from zero. */
  public static final class WrongBytes extends Retryable {
    private static final long serialVersionUID = 1L;

    public WrongBytes(Checksum expected, String actual) {
      super(
          "wrong-bytes", expected.algorithm() + ": expected " + expected.hex() + ", was " + actual);
    }
  }

  /** The server has another file now than the one this download began with. */
  public static final class RemoteChanged extends Retryable {
    private static final long serialVersionUID = 1L;

    public RemoteChanged(String expected, String actual) {
      super("changed", "the file changed on the server: expected " + expected + ", was " + actual);
    }

    public RemoteChanged(OtherVersion last) {
      super("changed", "the file changed on the server: " + last.getMessage());
    }
  }

  /** The answer belongs to another version than the one this download began with. */
  public static final class OtherVersion extends Retryable {
    private static final long serialVersionUID = 1L;
    private final transient RemoteFile seen;

    public OtherVersion(RemoteFile known, RemoteFile seen) {
      super(
          "other-version",
          "another version: expected " + known.unlike(seen) + ", was " + seen.unlike(known));
      this.seen = seen;
    }

    public RemoteFile seen() {
      return seen;
    }
  }

  /** Only other versions answer, and it is not known yet whether they are others. */
  public static final class VersionInDoubt extends Retryable {
    private static final long serialVersionUID = 1L;

    public VersionInDoubt(OtherVersion last) {
      super("version-in-doubt", String.valueOf(last.getMessage()));
    }
  }

  /** Bytes were fetched to be compared, and are those on the disk; the chunk itself comes next. */
  public static final class Compared extends Retryable {
    private static final long serialVersionUID = 1L;

    public Compared(ByteRange sample) {
      super("compared", "bytes " + sample + " are the same");
    }
  }

  /** A web page came in place of the file, such as a login page. */
  public static final class PageInstead extends Retryable {
    private static final long serialVersionUID = 1L;

    /**
     * @param expected media type of the file, or null
     * @param was that of the answer, or null
     */
    public PageInstead(HttpUrl place, @Nullable String expected, @Nullable String was) {
      super("page", place.withoutQuery() + ": expected " + expected + ", was a page of " + was);
    }
  }

  /** The server named another place (RFC 9110 §15.4); not a failure of anything. */
  public static final class Redirected extends Retryable {
    private static final long serialVersionUID = 1L;
    private final transient HttpUrl location;

    public Redirected(HttpUrl location) {
      super("redirected", "redirected to " + location.withoutQuery());
      this.location = location;
    }

    public HttpUrl location() {
      return location;
    }
  }

  /** What a redirect led to does not serve any more; the URL asked for has to say where it is. */
  public static final class UrlExpired extends Retryable {
    private static final long serialVersionUID = 1L;

    public UrlExpired(HttpUrl place, String now) {
      super("expired", place.withoutQuery() + " served before, and now: " + now);
    }
  }

  /** Another connection is finding out where the file is now. */
  public static final class AwaitsUrl extends Retryable {
    private static final long serialVersionUID = 1L;

    public AwaitsUrl() {
      super("awaits-url", "waits until it is known where the file is now");
    }
  }

  /** The server refuses a range that is longer than those it has served. */
  public static final class RangeTooLong extends Retryable {
    private static final long serialVersionUID = 1L;
    private final long length;

    /**
     * @param length how long the pieces of it are to be, in bytes
     */
    public RangeTooLong(ByteRange asked, long length) {
      super("range-too-long", "asked for bytes " + asked + ": refused; tries " + length + " each");
      this.length = length;
    }

    public long length() {
      return length;
    }
  }

  /** The server does not answer as it should to a request with a condition (RFC 9110 §13.1). */
  public static final class ConditionRefused extends Retryable {
    private static final long serialVersionUID = 1L;

    public ConditionRefused(String why) {
      super("condition-refused", why);
    }
  }

  /** Gave its connection to a download that had none. */
  public static final class GaveWay extends Retryable {
    private static final long serialVersionUID = 1L;

    public GaveWay() {
      super("gave-way", "gave way to a download without a connection");
    }
  }

  /** Its download is held: it goes on once that ends. */
  public static final class Held extends Retryable {
    private static final long serialVersionUID = 1L;

    public Held(Hold hold) {
      super("held", hold.why());
    }
  }

  /** The name this download is to get belongs to another one that is under way. */
  public static final class TargetTaken extends Retryable {
    private static final long serialVersionUID = 1L;
    private final transient Path target;

    public TargetTaken(Path target) {
      super("target-taken", target + " is the target of another download under way");
      this.target = target;
    }

    public Path target() {
      return target;
    }
  }

  /** Another process works on the same download. */
  public static final class InUse extends Retryable {
    private static final long serialVersionUID = 1L;

    public InUse(Path part) {
      super(
          "in-use",
          part
              + ": another Haul is working on this download; let it end first, or wait for it with"
              + " haul.downloads.in-use=wait");
    }
  }

  /** The same, and it is to wait for the end of that. */
  public static final class AwaitsOwner extends Retryable {
    private static final long serialVersionUID = 1L;

    public AwaitsOwner() {
      super("in-use", "another Haul works on it");
    }
  }

  /** The download was settled or began anew while this attempt ran: its bytes are not wanted. */
  public static final class Superseded extends Retryable {
    private static final long serialVersionUID = 1L;

    public Superseded() {
      super("superseded", "the download ended or began anew meanwhile");
    }
  }

  /** Haul is stopping. The source still has the job and gives it again. */
  public static final class Stopping extends Retryable {
    private static final long serialVersionUID = 1L;

    public Stopping() {
      this("Haul is stopping; the download goes on when it starts again");
    }

    /**
     * @param why it ends here without an outcome
     */
    public Stopping(String why) {
      super("stopping", why);
    }
  }

  /** Nothing new arrived for as long as Haul tries. */
  public static final class GaveUp extends Retryable {
    private static final long serialVersionUID = 1L;

    public GaveUp(Duration patience, String last) {
      super("gave-up", "no progress for " + patience.toSeconds() + " s; last: " + last);
    }
  }

  /** The disk has no room for it now: it is held until there is some. */
  public static final class DiskFull extends Retryable {
    private static final long serialVersionUID = 1L;

    public DiskFull(Path folder, Hold hold) {
      super("disk-full", folder + ": " + hold.why());
    }
  }

  /** The disk refused to keep bytes that were written before: they have to be fetched again. */
  public static final class Unsynced extends Retryable {
    private static final long serialVersionUID = 1L;

    public Unsynced(Path part, IOException cause) {
      super("unsynced", part + ": what was written since the last sync is lost: " + cause);
      initCause(cause);
    }
  }

  /** Somebody removed, cut or replaced a file that was in use. */
  public static final class PartLost extends Retryable {
    private static final long serialVersionUID = 1L;

    /**
     * @param what was done to it, for example {@code was removed}
     */
    public PartLost(Path file, String what) {
      super("part-lost", file + " " + what + " while the download was under way");
    }
  }

  /** The folder was fine, and cannot be used any more. */
  public static final class FolderLost extends Retryable {
    private static final long serialVersionUID = 1L;

    public FolderLost(Path folder, String why) {
      super("folder-lost", folder + ": " + why);
    }
  }

  /** The disk or its file system failed. */
  public static final class DiskTrouble extends Retryable {
    private static final long serialVersionUID = 1L;

    public DiskTrouble(Path folder, Throwable cause) {
      super("disk-trouble", folder + ": " + cause);
      initCause(cause);
    }
  }

  /**
   * A download ended without a file, for a reason that trying again may mend; its receipt says the
   * same.
   */
  public static final class NotDownloaded extends Retryable {
    private static final long serialVersionUID = 1L;
    private final transient Receipt receipt;
    private final transient Problem problem;

    NotDownloaded(Receipt receipt, Problem problem) {
      super(reasonOf(problem), problem.detail());
      this.receipt = receipt;
      this.problem = problem;
    }

    public Receipt receipt() {
      return receipt;
    }

    @Override
    public Problem problem() {
      return problem;
    }
  }
}
