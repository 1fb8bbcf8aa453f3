package dev.haul.download;

import java.io.Serial;

/** Something that was asked for and is not done; the message says why and what to do. */
public final class Declined extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** What kind of answer it is. */
  public enum Kind {
    /** What was sent cannot be understood. */
    INVALID,
    /** It was understood and contradicts itself or what is known. */
    CONTRADICTORY,
    /** There is nothing of that name. */
    UNKNOWN,
    /** Not in its present state. */
    CONFLICT,
    /** Too much at once. */
    TOO_MUCH,
    /** Written in a format that is not read here. */
    UNSUPPORTED
  }

  private final Kind kind;
  private final String what;

  /**
   * @param what the problem's name in {@code urn:haul:problem:<what>}
   */
  public Declined(Kind kind, String what, String detail) {
    super(detail);
    this.kind = kind;
    this.what = what;
  }

  public static Declined unknown(String id) {
    return new Declined(
        Kind.UNKNOWN, "unknown-download", "there is no download with the id \"" + id + "\"");
  }

  public Kind kind() {
    return kind;
  }

  public Problem problem() {
    return new Problem(
        "urn:haul:problem:" + what, what.replace('-', ' '), String.valueOf(getMessage()), false);
  }
}
