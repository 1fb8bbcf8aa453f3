package dev.haul.download;

/**
 * A range of one download that one connection is to fetch.
 *
 * @param download whose bytes these are
 * @param range the bytes still to fetch
 * @param ranged whether to ask for the range; false asks for the whole file as one stream
 * @param attempt failed attempts in a row without progress
 * @param slowCuts how often a connection for it was cut for being slow
 * @param notBefore {@link System#nanoTime} before which it must not run
 */
public record Chunk(
    DownloadKey download,
    ByteRange range,
    boolean ranged,
    int attempt,
    int slowCuts,
    long notBefore) {

  /** A fresh chunk that may run at once. */
  public static Chunk of(DownloadKey download, ByteRange range) {
    return new Chunk(download, range, true, 0, 0, System.nanoTime());
  }

  /** The whole file as one stream, for servers without ranges. */
  public static Chunk wholeFile(DownloadKey download) {
    return new Chunk(download, ByteRange.startingAt(0), false, 0, 0, System.nanoTime());
  }

  /** Whether nothing is known against it: no attempt failed, no connection was cut. */
  public boolean isFresh() {
    return ranged && attempt == 0 && slowCuts == 0;
  }

  public Chunk with(ByteRange rest, int attempts, int cuts, long earliest) {
    return new Chunk(download, rest, ranged, attempts, cuts, earliest);
  }

  /** The same chunk, to be tried at once. */
  public Chunk again() {
    return new Chunk(download, range, ranged, attempt, slowCuts, System.nanoTime());
  }

  @Override
  public String toString() {
    return download + " bytes=" + range;
  }
}
