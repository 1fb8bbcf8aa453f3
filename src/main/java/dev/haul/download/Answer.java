package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * What a server's response to one request means: the outcome of rule V, before any byte is read.
 */
public sealed interface Answer {

  /**
   * The body is the bytes of {@code window}, and nothing else may be written.
   *
   * @param window within what was asked for; open when the body ends with the connection
   * @param remote the file it belongs to
   * @param fileName the name the server suggests, or null
   * @param page whether the body begins as web pages do, and the server calls it one
   */
  record Body(ByteRange window, RemoteFile remote, @Nullable String fileName, boolean page)
      implements Answer {

    /** A body that is not known to be a web page. */
    public Body(ByteRange window, RemoteFile remote, @Nullable String fileName) {
      this(window, remote, fileName, false);
    }
  }

  /** The file has no bytes at all. */
  record Empty(RemoteFile remote, @Nullable String fileName) implements Answer {}

  /** The file that is there already is the server's current one (304). */
  record Unchanged() implements Answer {}

  /** None of the body may be used. */
  record Rejected(DownloadFailure failure) implements Answer {}
}
