package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.DownloadFailure;
import dev.haul.download.Location;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import java.io.InputStream;
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
   * @throws DownloadFailure when none of it may be used
   */
  public void check(Flight flight, @Nullable InputStream body) throws DownloadFailure {
    Asked asked = flight.asked();
    RemoteFile known = flight.download().remote();
    Answer answer = ResponseCheck.check(asked, known, flight.head());
    if (answer instanceof Answer.Rejected rejected) {
      throw escalation.escalate(flight, rejected.failure());
    }
    if (answer instanceof Answer.Body && body == null) {
      throw new Retryable.InvalidAnswer(asked.url().withoutQuery() + ": answer without a body");
    }
    boolean stream =
        known == null && answer instanceof Answer.Body whole && !whole.remote().ranges();
    learn(flight);
    flight.answered(answer, stream);
  }

  /** What the valid answer says about its server, and what is remembered of that. */
  private void learn(Flight flight) {
    Location location = flight.download().location();
    String host = flight.url().origin();
    location.proven(flight.url());
    if (flight.head().status() == 206) {
      long length = flight.asked().range().length();
      location.served(length);
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
