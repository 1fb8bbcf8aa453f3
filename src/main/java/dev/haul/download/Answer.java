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
   */
  record Body(ByteRange window, RemoteFile remote, @Nullable String fileName) implements Answer {}

  /** The file has no bytes at all. */
  record Empty(RemoteFile remote, @Nullable String fileName) implements Answer {}

  /** The file that is there already is the server's current one (304). */
  record Unchanged() implements Answer {}

  /** None of the body may be used. */
  record Rejected(DownloadFailure failure) implements Answer {}
}
