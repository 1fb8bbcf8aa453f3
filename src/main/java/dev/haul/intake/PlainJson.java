package dev.haul.intake;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads and writes Haul's own small files; made when the first of them is, as {@code get} has none.
 */
final class PlainJson {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private PlainJson() {}
}
