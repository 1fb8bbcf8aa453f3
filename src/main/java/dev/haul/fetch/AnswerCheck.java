package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.ByteRange;
import dev.haul.download.Download;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Location;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import dev.haul.download.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Applies rule V to the response a flight got, and tells the flight what it means. */
public final class AnswerCheck {

  private final Escalation escalation;
  private final HostHabits habits;

  public AnswerCheck(Escalation escalation, HostHabits habits) {
    this.escalation = escalation;
    this.habits = habits;
  }

  /**
   * @return the body, with nothing of it read
   * @throws DownloadFailure when none of it may be used
   * @throws IOException when bytes that are to be compared cannot be read
   */
  public @Nullable InputStream check(Flight flight, @Nullable InputStream body) throws IOException {
    Asked asked = flight.asked();
    Download download = flight.download();
    if (!download.key().equals(flight.chunk().download())) {
      throw new Retryable.Superseded();
    }
    RemoteFile known = download.remote();
    Validator seen = ResponseCheck.validator(flight.head());
    RemoteFile expected =
        known == null
            ? null
            : flight.sample() == null
                ? download.versions().knownAs(known, seen)
                : known.withValidator(seen);
    Answer answer = ResponseCheck.check(asked, expected, flight.head());
    if (answer instanceof Answer.Rejected rejected) {
      throw escalation.escalate(flight, rejected.failure());
    }
    if (flight.sample() != null) {
      throw compare(flight, answer, body);
    }
    if (answer instanceof Answer.Body && body == null) {
      throw new Retryable.InvalidAnswer(asked.url().withoutQuery() + ": answer without a body");
    }
    InputStream unread = body;
    if (known == null
        && body != null
        && answer instanceof Answer.Body first
        && ResponseCheck.isPage(first.remote().mediaType())) {
      PageStart start = PageStart.of(body);
      unread = start.body();
      answer = new Answer.Body(first.window(), first.remote(), first.fileName(), start.page());
    }
    if (known == null && isMixable(flight, answer)) {
      throw new Retryable.RangesUnusable(
          asked.url().withoutQuery() + ": changed within the second of the answer");
    }
    boolean stream =
        known == null && answer instanceof Answer.Body whole && !whole.remote().ranges();
    learn(flight);
    download.versions().confirmed(flight.startedAt());
    flight.answered(answer, stream);
    return unread;
  }

  /** Whether a second answer would be needed, and could be another version unseen. */
  private static boolean isMixable(Flight flight, Answer answer) {
    return answer instanceof Answer.Body part
        && part.remote().ranges()
        && flight.download().request().checksums().isEmpty()
        && !Long.valueOf(part.window().end()).equals(part.remote().size())
        && ResponseCheck.isTooYoung(flight.head());
  }

  /**
   * Compares bytes that are on the disk with what a node sends for them: equal ones let the node
   * take part, others show that the file was replaced.
   */
  private DownloadFailure compare(Flight flight, Answer answer, @Nullable InputStream body)
      throws IOException {
    Download download = flight.download();
    RemoteFile known = download.remote();
    if (known == null || body == null || !(answer instanceof Answer.Body theirs)) {
      return new Retryable.InvalidAnswer(flight.url().withoutQuery() + ": nothing to compare");
    }
    ByteRange window = theirs.window();
    byte[] sent = body.readNBytes((int) window.length());
    ByteBuffer there = ByteBuffer.allocate(sent.length);
    while (there.hasRemaining()
        && flight.part().read(there, window.first() + there.position()) >= 0) {}
    if (!Arrays.equals(sent, there.array())) {
      download.versions().differ();
      return escalation.escalate(
          flight,
          known.validator().agreesWith(theirs.remote().validator())
              ? new Retryable.RemoteChanged("bytes " + window + " as before", "others")
              : new Retryable.OtherVersion(known, theirs.remote()));
    }
    if (sent.length == window.length()) {
      boolean checksum = !download.request().checksums().isEmpty();
      download.versions().compared(known, theirs.remote(), checksum);
    }
    return new Retryable.Compared(window);
  }

  /** What the valid answer says about its server, and what is remembered of that. */
  private void learn(Flight flight) {
    Location location = flight.download().location();
    String host = flight.url().origin();
    location.proven(flight.url());
    if (flight.head().status() == 206) {
      long length = flight.asked().range().length();
      location.served(length);
      habits.ranges(host);
      boolean halved = length <= location.largestRange() && length > location.largestRange() / 2;
      if (halved) {
        habits.servesRangesUpTo(host, location.largestRange());
      }
    }
    HostHabits.Habit habit = habits.of(host);
    location.allow(habit.largestRange());
    if (!habit.ifRange()) {
      location.dropIfRange();
    }
  }
}
