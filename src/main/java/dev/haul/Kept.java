package dev.haul;

import dev.haul.download.Download;
import dev.haul.download.Journal;
import dev.haul.download.PartFile;
import dev.haul.download.RemoteFile;
import java.util.Collection;

/**
 * What of unfinished downloads is on the disk.
 *
 * @param bytes that need not be fetched again
 * @param total bytes of those downloads whose size is known
 */
record Kept(long bytes, long total) {

  static final Kept NOTHING = new Kept(0, 0);

  static Kept of(Collection<Download> unfinished) {
    long bytes = 0;
    long total = 0;
    for (Download download : unfinished) {
      PartFile part = download.part();
      Journal journal = part == null ? null : part.journal();
      RemoteFile remote = download.remote();
      bytes += journal == null ? 0 : journal.claimed();
      total += remote == null || remote.size() == null ? 0 : remote.size();
    }
    return new Kept(bytes, total);
  }
}
