package dev.haul.origin;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Heads that are not what RFC 9112 asks for, or more of it than anybody wants. */
public final class Heads {
  private static final String FLOOD = "X-Flood: 0123456789\r\n";

  private Heads() {}

  /** In place of {@code HTTP/1.1 200 OK}; {@code %d} stands for the status. */
  public static Behaviour statusLine(String format) {
    statusLine(format, 0);
    return head(answer -> answer.statusLine = statusLine(format, answer.status));
  }

  private static String statusLine(String format, int status) {
    return String.format(Locale.ROOT, format, status);
  }

  /** HTTP/1.0, which knows no persistent connection unless both sides ask for it. */
  public static Behaviour http10() {
    return head(
        answer -> {
          answer.statusLine = "HTTP/1.0 " + answer.status + " Fine";
          answer.keepAlive = false;
        });
  }

  /** So many interim answers before the real one (RFC 9110 section 15.2). */
  public static Behaviour interim(int status, long count) {
    String one = "HTTP/1.1 " + status + " Wait\r\nLink: </style.css>; rel=preload\r\n\r\n";
    return head(answer -> answer.before = Content.repeated(one, one.length() * count));
  }

  /** Interim answers without end: the real one never comes. */
  public static Behaviour interimFlood() {
    return head(
        answer ->
            answer.before = Content.repeated("HTTP/1.1 100 Continue\r\n\r\n", Long.MAX_VALUE));
  }

  /** So many bytes of something else before the status line. */
  public static Behaviour before(String text) {
    return head(answer -> answer.before = Content.of(text));
  }

  /** So many header fields more. */
  public static Behaviour fields(long count) {
    return head(answer -> answer.moreHead = Content.repeated(FLOOD, FLOOD.length() * count));
  }

  /** Header fields without end. */
  public static Behaviour endless() {
    return head(answer -> answer.moreHead = Content.repeated(FLOOD, Long.MAX_VALUE));
  }

  /** A header field whose value has so many bytes. */
  public static Behaviour longLine(int bytes) {
    return lines("X-Long: " + "a".repeat(bytes) + "\r\n");
  }

  /** A header line without end. */
  public static Behaviour endlessLine() {
    return head(answer -> answer.moreHead = Content.repeated("a", Long.MAX_VALUE));
  }

  /** Raw bytes behind the other fields; whoever writes them ends their lines. */
  public static Behaviour lines(String raw) {
    return head(answer -> answer.moreHead = Content.of(raw));
  }

  /** Lines end with LF alone (RFC 9112 section 2.2 lets clients bear it). */
  public static Behaviour bareLineFeeds() {
    return head(answer -> answer.newline = "\n");
  }

  /** So long before each byte of the head. */
  public static Behaviour slow(long millis) {
    return head(answer -> answer.headPause = Duration.ofMillis(millis));
  }

  private static Behaviour head(Consumer<Answer> change) {
    return Behaviour.answering((visit, answer) -> change.accept(answer));
  }
}
