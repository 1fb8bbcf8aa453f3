package dev.haul.disk;

/** Nothing happens any more: the power failed. */
public final class PowerCut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PowerCut() {
    super("the power failed");
  }
}
