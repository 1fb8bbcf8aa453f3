package dev.haul.fetch;

import java.time.Duration;

/** Hosts for tests that are not about them. */
final class Limits {

  private Limits() {}

  /** Hosts that bear 32 connections at once, and more than any test needs. */
  static Hosts hosts() {
    return hosts(32, 32);
  }

  static Hosts hosts(int start, int most) {
    return new Hosts(new Hosts.Settings(start, most, Duration.ofHours(1), () -> 0));
  }
}
