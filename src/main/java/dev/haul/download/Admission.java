package dev.haul.download;

/** Lets the reader of a long list wait until another download may be opened. */
public interface Admission {

  /**
   * Returns as soon as few downloads wait to be opened; blocks the caller until then.
   *
   * @throws Retryable.Stopping when Haul is stopping
   */
  void awaitTurn() throws Retryable.Stopping;
}
