package dev.haul.fetch;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Command;
import dev.haul.download.DiskSpace;
import dev.haul.download.Download;
import dev.haul.download.Hold;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Order;
import dev.haul.download.Permanent;
import dev.haul.download.Retryable;
import dev.haul.download.Tally;
import java.util.List;

/** Carries out commands on downloads that are open or wait to be opened. */
public final class Steering {

  private final OpenDownloads downloads;
  private final Flights flights;
  private final Holds holds;
  private final DiskSpace space;

  public Steering(OpenDownloads downloads, Flights flights, Holds holds, DiskSpace space) {
    this.downloads = downloads;
    this.flights = flights;
    this.holds = holds;
    this.space = space;
  }

  /**
   * Attempts under way end within moments.
   *
   * @return the tally that ends the download, when it is to end
   */
  public List<Tally> steer(Command command) {
    Download download = downloads.byId(command.id());
    switch (command.verb()) {
      case PAUSE -> {
        if (download != null) {
          holds.hold(download, Order.PAUSE);
        }
      }
      case RESUME -> {
        if (download != null) {
          holds.release(download, Hold.Kind.PAUSED);
        }
      }
      case PRIORITY -> {
        Integer priority = command.priority();
        if (download != null && priority != null) {
          download.priority(priority);
        }
      }
      case CANCEL, FORGET -> {
        if (download == null) {
          downloads.dismiss(command.id(), new Permanent.Cancelled());
        } else if (download.awaitsPublishing()) {
          space.sendAway(download, new Permanent.Cancelled());
        } else {
          return List.of(cancel(download));
        }
      }
      case RETRY -> {
        // Its request is in the inbox.
      }
    }
    return List.of();
  }

  private Tally cancel(Download download) {
    flights.all().stream()
        .filter(flight -> flight.download() == download)
        .forEach(flight -> flight.abort(new Retryable.Superseded()));
    Chunk none = Chunk.of(download.key(), ByteRange.of(0, 1));
    return new Tally(none, null, none.range(), null, new Permanent.Cancelled(), true);
  }
}
