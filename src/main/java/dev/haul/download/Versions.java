package dev.haul.download;

/**
 * What a download has learnt, over all its generations, about the versions of its file and about
 * the ranges of its server.
 *
 * <p>Everything is guarded by this object itself; it calls nobody.
 */
public final class Versions {

  // All below guarded by this.
  private int mismatches;
  private int changes;
  private int badRangeAnswers;
  private boolean streamOnly;

  /** Counts that the whole file was there and wrong. */
  public synchronized int countMismatch() {
    return ++mismatches;
  }

  /** Counts that the file changed on the server. */
  public synchronized void countChange() {
    changes++;
  }

  /** How often the file changed on the server and the download began anew because of it. */
  public synchronized int changes() {
    return changes;
  }

  /** Counts answers about ranges that were invalid since the last byte of progress. */
  public synchronized int countBadRangeAnswer() {
    return ++badRangeAnswers;
  }

  /** Bytes arrived. */
  synchronized void progress() {
    badRangeAnswers = 0;
  }

  /** Ranges do not work on this server: every generation from now on reads one stream. */
  public synchronized void giveUpRanges() {
    streamOnly = true;
  }

  public synchronized boolean isStreamOnly() {
    return streamOnly;
  }
}
