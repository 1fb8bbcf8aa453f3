package dev.haul.intake;

/** The file of the inbox is gone or another one now, so it is not moved; no fault of anybody. */
public final class LeftAlone extends Exception {

  private static final long serialVersionUID = 1L;

  LeftAlone(String message) {
    super(message);
  }
}
