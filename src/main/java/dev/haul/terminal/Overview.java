package dev.haul.terminal;

import dev.haul.download.Progress;
import java.util.List;

/**
 * What a running Haul does at one moment.
 *
 * @param where its address
 * @param bytesPerSecond of all downloads together
 * @param connections of all downloads together
 * @param counts how many downloads there are of each kind
 * @param downloads the first of those that have not ended
 */
public record Overview(
    String where, long bytesPerSecond, int connections, Counts counts, List<Progress> downloads) {

  /**
   * Numbers of downloads.
   *
   * @param waiting for their host or their turn
   * @param all that have not ended
   */
  public record Counts(int active, int waiting, int paused, int all) {}
}
