package dev.haul.finish;

import dev.haul.download.Checksum;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.OpenDownloads;
import dev.haul.download.PartFile;
import dev.haul.download.Permanent;
import dev.haul.download.Receipt.Check;
import dev.haul.download.Receipt.Grade;
import dev.haul.download.Receipt.Proof;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves a file: every byte covered, the size the server told, and each checksum that was asked
 * for. Hashing follows the download's contiguous front, so little is left to do at the end.
 */
public final class IntegrityCheck {

  private static final Logger LOG = LoggerFactory.getLogger(IntegrityCheck.class);

  private final OpenDownloads downloads;

  public IntegrityCheck(OpenDownloads downloads) {
    this.downloads = downloads;
  }

  /**
   * Hashes what a tally added to the front and nobody hashed when it was written. A missed call
   * does no harm: the next one, or {@link #verify}, catches up.
   */
  public void follow(Tally tally) {
    Download download = downloads.find(tally.download());
    PartFile part = download == null ? null : download.part(tally.download());
    if (download == null || part == null || download.isSettled()) {
      return;
    }
    try {
      part.follow(download.covered().front());
    } catch (IOException e) {
      // It began anew or ended; or the disk failed, which verify meets again and says.
      LOG.debug("{}: cannot hash ahead", tally.download(), e);
    }
  }

  /**
   * @throws Retryable.WrongBytes when a checksum does not match for the first time
   * @throws Permanent.ChecksumMismatch when it does not match again
   * @throws Permanent.SizeMismatch when the request told another size
   * @throws Retryable.Unsynced when the disk had no room after all
   * @throws Retryable.PartLost when somebody cut the part file
   */
  public Verified verify(Download download) throws IOException {
    PartFile part = Objects.requireNonNull(download.part(), "nothing was written");
    RemoteFile remote = Objects.requireNonNull(download.remote(), "nothing was answered");
    long size = Objects.requireNonNull(remote.size(), "the size is not known");
    Long expected = download.request().size();
    if (expected != null && expected != size) {
      throw new Permanent.SizeMismatch(expected, size);
    }
    long began = System.nanoTime();
    sync(download, part, size);
    downloads.onlooker().synced(System.nanoTime() - began);
    if (!download.covered().covers(size) || part.size() != size) {
      throw new IllegalStateException(
          "expected " + size + " bytes, covered " + download.covered() + " of " + part.size());
    }
    Map<String, String> actual = part.hash().finish(size);
    List<Check> checks = checks(download, actual);
    return new Verified(
        download,
        Objects.requireNonNull(actual.get("sha-256")),
        new Proof(grade(checks, remote), checks));
  }

  private static void sync(Download download, PartFile part, long size) throws IOException {
    try {
      part.sync(size);
    } catch (Retryable.PartLost e) {
      throw download.judgeLoss(download.key(), e);
    }
  }

  private static Grade grade(List<Check> checks, RemoteFile remote) {
    return !checks.isEmpty() ? Grade.DIGEST : remote.lengthTold() ? Grade.LENGTH : Grade.NONE;
  }

  private static List<Check> checks(Download download, Map<String, String> actual)
      throws DownloadFailure {
    List<Check> checks = new ArrayList<>();
    for (Checksum wanted : download.request().checksums()) {
      String was = Objects.requireNonNull(actual.get(wanted.algorithm()));
      if (!was.equals(wanted.hex())) {
        throw mismatch(download, wanted, was);
      }
      checks.add(new Check(wanted.algorithm(), "request", wanted.hex(), was, true));
    }
    return checks;
  }

  private static DownloadFailure mismatch(
      Download download, Checksum wanted, @Nullable String was) {
    String actual = String.valueOf(was);
    return download.versions().countMismatch() == 1
        ? new Retryable.WrongBytes(wanted, actual)
        : new Permanent.ChecksumMismatch(wanted, actual);
  }
}
