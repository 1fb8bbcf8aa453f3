package dev.haul.origin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The plan of one response: the honest server fills it, behaviours rewrite it, the wire obeys. */
public final class Answer {
  /** How the end of the body is told. */
  public enum Framing {
    LENGTH,
    CHUNKED,
    CHUNKED_WITHOUT_END,
    UNTIL_CLOSE
  }

  /** How a connection ends early. */
  public enum Cut {
    RESET,

    /** One that does not wait: what is still on its way is lost, so that nobody knows how much. */
    LOSS,
    FIN,

    /** Only this side's half: what the peer still says is read until it closes, too. */
    HALF
  }

  /** For {@link #cutAt} and {@link #holdAt}: before the status line. */
  public static final long BEFORE_HEAD = -1;

  public static final long NEVER = Long.MAX_VALUE;

  public int status = 200;

  /** In place of {@code HTTP/1.1 200 OK}. */
  public @Nullable String statusLine;

  /** Ends each line of the head. */
  public String newline = "\r\n";

  /** Sent as it is before the status line: interim answers, or nonsense. */
  public Content before = Content.of("");

  /** Sent as it is behind the last header field, before the empty line. */
  public Content moreHead = Content.of("");

  /** Sent as it is behind the body, before the next answer of the connection. */
  public Content after = Content.of("");

  /** Between two bytes of the head. */
  public Duration headPause = Duration.ZERO;

  public final Headers headers = new Headers();
  public Content content;

  /** The part of the content that is sent, whatever the headers say. */
  public long first;

  public long length;
  public Framing framing = Framing.LENGTH;

  /** False closes after the answer; only {@link #announceClose} says so to the peer. */
  public boolean keepAlive = true;

  public long cutAt = NEVER;
  public Cut cut = Cut.RESET;
  public long holdAt = NEVER;
  public Future<?> holdUntil = new CompletableFuture<>();
  public Duration delay = Duration.ZERO;

  /** From this body byte on, one at a time with {@link #tricklePause} before each. */
  public long trickleFrom = NEVER;

  public Duration tricklePause = Duration.ZERO;

  /** Bytes per second of this connection; 0 for no limit. */
  public long rate;

  Answer(Content content) {
    this.content = content;
    this.length = content.size();
  }

  /** Another body, with the headers that describe it. */
  public Answer send(Content body, String mediaType) {
    content = body;
    first = 0;
    length = body.size();
    headers.set("Content-Type", mediaType).set("Content-Length", length);
    return this;
  }

  /** An error page instead of the file. */
  public Answer refuse(int code) {
    status = code;
    for (String name :
        new String[] {"ETag", "Last-Modified", "Accept-Ranges", "Content-Range", "Location"}) {
      headers.remove(name);
    }
    headers.remove("Transfer-Encoding");
    framing = Framing.LENGTH;
    return send(Content.of("<html><body>" + code + "</body></html>\n"), "text/html");
  }

  public Answer announceClose() {
    keepAlive = false;
    headers.set("Connection", "close");
    return this;
  }

  /** False for 304, which is never followed by bytes. */
  public boolean hasBody() {
    return status != 304;
  }

  public boolean partial() {
    return status == 206;
  }

  long last() {
    return first + length - 1;
  }
}
