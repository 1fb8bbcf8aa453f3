package dev.haul.fetch;

import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.DownloadKey;
import dev.haul.download.Hold;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Retryable;

/** Holds downloads and lets them go on, with effect on what is under way. */
public final class Holds {

  private final OpenDownloads downloads;
  private final Flights flights;
  private final ChunkQueue queue;

  public Holds(OpenDownloads downloads, Flights flights, ChunkQueue queue) {
    this.downloads = downloads;
    this.flights = flights;
    this.queue = queue;
  }

  /**
   * From now on {@code download} asks for nothing; its attempts under way end within moments and
   * keep what they wrote. Only a file that comes in one stream begins anew, as it cannot be taken
   * up.
   *
   * @return false when it is held for the same reason already
   */
  public boolean hold(Download download, Hold hold) {
    boolean fresh = download.hold(hold);
    flights.all().stream()
        .filter(flight -> flight.download() == download)
        .forEach(flight -> flight.abort(reason(flight, hold)));
    downloads.admit();
    return fresh;
  }

  /** Ends the attempts under way for {@code generation} of {@code download}, and says why. */
  void abort(Download download, DownloadKey generation, DownloadFailure why) {
    flights.all().stream()
        .filter(flight -> flight.download() == download)
        .filter(flight -> flight.chunk().download().equals(generation))
        .forEach(flight -> flight.abort(why));
  }

  private static DownloadFailure reason(Flight flight, Hold hold) {
    return flight.isStream() && flight.bytes() > 0
        ? new Retryable.StreamCut(flight.position(), hold.why())
        : new Retryable.Held(hold);
  }

  /**
   * {@code download} goes on unless something else holds it.
   *
   * @return false when nothing of that kind held it
   */
  public boolean release(Download download, Hold.Kind kind) {
    boolean held = download.release(kind);
    queue.lookAgain();
    return held;
  }
}
