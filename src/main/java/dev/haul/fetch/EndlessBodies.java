package dev.haul.fetch;

import dev.haul.download.Answer;
import dev.haul.download.Permanent;
import java.util.List;

/**
 * Ends bodies that do not end by themselves: those whose size no header told are bounded by a key.
 */
public final class EndlessBodies {

  private final Flights flights;
  private final long largest;

  /**
   * @param largest most bytes of a body of unknown size
   */
  public EndlessBodies(Flights flights, long largest) {
    this.flights = flights;
    this.largest = largest;
  }

  /** Called by one timer thread a few times a second. */
  public void watch() {
    for (Flight flight : List.copyOf(flights.all())) {
      if (flight.answeredAt() != 0
          && flight.answer() instanceof Answer.Body body
          && body.window().isOpen()
          && isTooLarge(flight.position())) {
        flight.abort(new Permanent.TooLarge(flight.position(), largest));
      }
    }
  }

  boolean isTooLarge(long bytes) {
    return bytes > largest;
  }
}
