package dev.haul.intake;

import dev.haul.download.DurableFolder;
import dev.haul.download.OwnerRecord;
import dev.haul.download.Ownership;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the inbox be polled by one Haul at a time: {@code inbox/.haul/owner.N} says by which. The
 * others stand by and take over when that one ends or dies.
 *
 * <p>One that was paused for so long that another took over finds out by its next beat, at the
 * latest before it would publish or move anything: then all it has from the inbox is interrupted,
 * and it stands by.
 */
public final class InboxOwner extends DefaultPollingConsumerPollStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(InboxOwner.class);

  private final Path folder;
  private final Ownership ownership;
  private final Runnable interrupt;

  /** What was said last, so that it is said once. Guarded by this. */
  private String said = "";

  /** Set when another one took over, until it is ours again. */
  private volatile boolean lost;

  /** Set when Haul stops: it is not to be taken again. */
  private volatile boolean released;

  /**
   * @param inbox the folder
   * @param interrupt ends all work for the inbox, so that its files stay where they are
   */
  public InboxOwner(Path inbox, Ownership.Terms terms, Runnable interrupt) {
    folder = inbox.toAbsolutePath().normalize();
    ownership = new Ownership(folder.resolve(".haul").resolve("owner"), terms);
    this.interrupt = interrupt;
  }

  /** Asked by the consumer before each poll. */
  @Override
  public boolean begin(Consumer consumer, Endpoint endpoint) {
    if (ownership.isTaken() || released) {
      return !released;
    }
    try {
      DurableFolder.create(folder.resolve(".haul"));
      boolean taken = ownership.take();
      OwnerRecord other = ownership.other();
      if (taken) {
        lost = false;
        say("owns " + folder, false);
      } else {
        String who = other == null ? "another Haul" : other.who();
        say("stands by: " + who + " owns " + folder, false);
      }
      return taken;
    } catch (IOException e) {
      say("cannot own " + folder + ", so it is not watched: " + e, true);
      return false;
    }
  }

  private synchronized void say(String sentence, boolean bad) {
    if (sentence.equals(said)) {
      return;
    }
    said = sentence;
    if (bad) {
      LOG.warn(sentence);
    } else {
      LOG.info(sentence);
    }
  }

  /** Shows that we live, if it is ours; called by a timer. */
  public void beat() {
    try {
      if (ownership.isTaken() && !ownership.beat()) {
        standBy();
      }
    } catch (IOException e) {
      LOG.warn("cannot write into {}: {}", folder.resolve(".haul"), e.toString());
    }
  }

  /**
   * Whether another one owns the inbox by now, and nothing may be done for it any more. One that
   * never was ours is nobody's: requests may come without it.
   */
  public boolean isLost() throws IOException {
    if (ownership.isTaken() && !ownership.isOurs()) {
      standBy();
    }
    return lost;
  }

  private void standBy() {
    lost = true;
    OwnerRecord other = ownership.other();
    LOG.warn(
        "{} took over {} while this one was paused: interrupting what is in work",
        other == null ? "another Haul" : other.who(),
        folder);
    interrupt.run();
  }

  /** Lets the next one have it at once; what still ends here leaves its file in the inbox. */
  public void release() {
    released = true;
    lost = true;
    try {
      ownership.close();
    } catch (IOException e) {
      LOG.debug("{} is not given up in good order", folder, e);
    }
  }
}
