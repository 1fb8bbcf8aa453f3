package dev.haul.intake;

/** The message goes back to its queue: this process cannot do the job now, another one may. */
public final class LaterElsewhere extends Exception {

  private static final long serialVersionUID = 1L;

  LaterElsewhere(String message) {
    super(message);
  }
}
