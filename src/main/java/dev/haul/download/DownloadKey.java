package dev.haul.download;

/**
 * Names one try at one download: every restart from zero is a new generation, so that bytes and
 * tallies of the old one are told apart.
 *
 * @param id the download's id
 * @param generation grows with every opening and every restart in this process
 */
public record DownloadKey(String id, long generation) {

  @Override
  public String toString() {
    return id + "#" + generation;
  }
}
