package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.DownloadFailure;
import dev.haul.download.RemoteFile;
import dev.haul.download.Retryable;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Applies rule V to the response a flight got, and tells the flight what it means. */
public final class AnswerCheck {

  private final Escalation escalation;

  public AnswerCheck(Escalation escalation) {
    this.escalation = escalation;
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
    flight.answered(answer, stream);
  }
}
