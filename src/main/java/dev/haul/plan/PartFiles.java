package dev.haul.plan;

import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadsRoot;
import dev.haul.download.FullDisk;
import dev.haul.download.PartFile;
import dev.haul.download.Permanent;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.UrlRedaction;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Makes the part files, where the disk has room for all that comes into them. */
public final class PartFiles {

  private final DiskSpace space;
  private final DownloadsRoot root;
  private final UrlRedaction redaction;

  /**
   * @param redaction for what journals tell
   */
  public PartFiles(DiskSpace space, DownloadsRoot root, UrlRedaction redaction) {
    this.space = space;
    this.root = root;
    this.redaction = redaction;
  }

  /**
   * Makes the part file of {@code download}, and removes what an earlier run left.
   *
   * @param name the final path, for the journal
   * @throws Retryable.DiskFull when it has to wait for room
   * @throws Permanent.UnusableFolder when no file can be made there
   */
  PartFile create(Download download, RemoteFile remote, Path name) throws DownloadFailure {
    Long size = remote.size();
    try {
      root.make(download.workFolder());
      download.removeLeftovers();
      space.reserve(download, size);
      PartFile part =
          PartFile.create(
              download.partPath(),
              size == null ? 0 : size,
              download.request().checksums(),
              download.locks());
      if (remote.ranges() && size != null && size > 0) {
        download.beginJournal(part, remote, name, redaction);
      }
      return part;
    } catch (Retryable.InUse e) {
      throw download.waitsForOwner() ? new Retryable.AwaitsOwner() : e;
    } catch (DownloadFailure e) {
      throw e;
    } catch (IOException e) {
      if (FullDisk.isMeantBy(e, download.workFolder())) {
        throw space.refused(download, FullDisk.inWords(e));
      }
      throw new Permanent.UnusableFolder(
          download.folder(),
          "cannot create files here: " + why(e) + "; make it writable or choose another folder");
    }
  }

  private static String why(IOException e) {
    return e instanceof AccessDeniedException ? "access denied" : FullDisk.inWords(e);
  }
}
