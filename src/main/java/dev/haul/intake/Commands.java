package dev.haul.intake;

import dev.haul.download.Backlog;
import dev.haul.download.Command;
import dev.haul.download.Command.Verb;
import dev.haul.download.Declined;
import dev.haul.download.Declined.Kind;
import dev.haul.download.Download;
import dev.haul.download.OpenDownloads;
import java.io.IOException;

/** Writes down what is to happen to a download, before it happens. */
public final class Commands {

  private final OrderBook orders;
  private final Submissions submissions;
  private final Backlog backlog;
  private final OpenDownloads downloads;

  public Commands(
      OrderBook orders, Submissions submissions, Backlog backlog, OpenDownloads downloads) {
    this.orders = orders;
    this.submissions = submissions;
    this.backlog = backlog;
    this.downloads = downloads;
  }

  /**
   * Makes a command last, after a crash too.
   *
   * @throws Declined when there is no such download, or it is past that
   */
  public void record(Command command) throws Declined, IOException {
    String id = command.id();
    if (command.verb() == Verb.RETRY) {
      submissions.again(id);
      return;
    }
    Download open = downloads.byId(id);
    Backlog.Entry entry = backlog.find(id);
    boolean ended = open == null && backlog.findEnded(id) != null;
    if (command.verb() == Verb.FORGET && ended) {
      backlog.forget(id);
      return;
    }
    if (ended) {
      throw new Declined(Kind.CONFLICT, "ended", "it has ended; retry asks for it once more");
    }
    if (open == null && entry == null) {
      throw Declined.unknown(id);
    }
    boolean cancels = command.verb() == Verb.CANCEL || command.verb() == Verb.FORGET;
    if (open != null && open.isSettled() && !open.awaitsPublishing() && cancels) {
      throw new Declined(
          Kind.CONFLICT, "verifying", "every byte is there and being verified; it ends in moments");
    }
    orders.keep(id, entry == null ? null : entry.file(), backlog.order(id).after(command));
    if (command.verb() == Verb.FORGET) {
      backlog.forget(id);
    }
  }
}
