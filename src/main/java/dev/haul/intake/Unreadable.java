package dev.haul.intake;

/**
 * An input that is not what its format promises; the message names the place, the reason and what
 * to do.
 */
public final class Unreadable extends Exception {

  private static final long serialVersionUID = 1L;

  public Unreadable(String message) {
    super(message);
  }

  /** A fault in the line {@code number}, counted from 1. */
  static Unreadable line(int number, String reason) {
    return new Unreadable("line " + number + ": " + reason);
  }
}
