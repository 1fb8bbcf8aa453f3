package dev.haul;

import java.io.Serial;

/** A key nobody knows, or a value its key cannot have; the message says what to write instead. */
public final class InvalidConfiguration extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  InvalidConfiguration(String message) {
    super(message);
  }

  static InvalidConfiguration value(String key, String value, String expected) {
    return new InvalidConfiguration(key + ": expected " + expected + ", was \"" + value + "\"");
  }
}
