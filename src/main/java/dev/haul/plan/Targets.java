package dev.haul.plan;

import dev.haul.download.Download;
import dev.haul.download.IfExists;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Permanent;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Chooses the final path of a download and claims it, so that no two write to one. */
public final class Targets {

  private final OpenDownloads downloads;
  private final IfExists usually;

  /**
   * @param usually what to do about an existing file when the request does not say
   */
  public Targets(OpenDownloads downloads, IfExists usually) {
    this.downloads = downloads;
    this.usually = usually;
  }

  public IfExists policy(Download download) {
    return Objects.requireNonNullElse(download.request().ifExists(), usually);
  }

  /**
   * The name the file is to get, whatever is there already.
   *
   * @param disposition the server's {@code Content-Disposition}, or null
   */
  String name(Download download, @Nullable String disposition) {
    String given = download.request().name();
    String inUrl = download.location().first().lastSegment();
    return given != null ? given : FileNames.choose(disposition, inUrl);
  }

  /**
   * @param disposition the server's {@code Content-Disposition}, or null
   * @throws Permanent.TargetExists when the file is there and must not be touched
   * @throws Retryable.TargetTaken when another open download is going to write it
   */
  public Path claim(Download download, @Nullable String disposition)
      throws Permanent.TargetExists, Retryable.TargetTaken {
    String name = name(download, disposition);
    Path target = download.folder().resolve(name);
    downloads.claim(target, download);
    return switch (policy(download)) {
      case REPLACE -> target;
      case FAIL -> {
        if (exists(target)) {
          throw new Permanent.TargetExists(target);
        }
        yield target;
      }
      case REUSE, RENAME -> firstFree(download, target, name);
    };
  }

  private Path firstFree(Download download, Path target, String name) throws Retryable.TargetTaken {
    Path free = target;
    for (int i = 1; exists(free); i++) {
      free = download.folder().resolve(FileNames.numbered(name, i));
    }
    downloads.claim(free, download);
    return free;
  }

  /** By File, as Files.exists throws and catches for each free name; publishing looks again. */
  private static boolean exists(Path path) {
    return path.toFile().exists();
  }

  /** Completes with {@code tally} when the name its download wants is free. */
  public CompletionStage<Tally> awaitRelease(Tally tally) {
    return tally.failure() instanceof Retryable.TargetTaken taken
        ? downloads.whenReleased(taken.target()).thenApply(released -> tally)
        : CompletableFuture.completedFuture(tally);
  }
}
