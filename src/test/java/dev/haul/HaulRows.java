package dev.haul;

import dev.haul.origin.rows.RowsMain;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Tries Haul, and other clients beside it, against the rows: {@code bench/rows}. */
public final class HaulRows {

  /**
   * Rows that Haul does not do right yet, and what it lacks; {@link MisbehaviourTest} skips them.
   */
  static final Map<String, String> AWAITED = awaited();

  private HaulRows() {}

  public static void main(String[] arguments) throws IOException {
    System.exit(RowsMain.run(arguments, HaulClient::new));
  }

  private static Map<String, String> awaited() {
    Map<String, String> awaited = new TreeMap<>();
    await(awaited, "a race for the end of a file", "25c");
    await(awaited, "validators for each node", "28", "28b", "33");
    await(awaited, "a request without If-Range after 412", "31b");
    await(awaited, "a request without Range where ranges are refused", "36b", "36c", "36d");
    await(awaited, "smaller ranges where large ones are refused", "40", "40b");
    await(awaited, "the original URL again", "45", "45b", "45c", "45d", "45e", "45f", "50b");
    await(awaited, "a first request for the whole file", "46b");
    await(awaited, "suspicion of pages", "47", "47b", "47c", "47d");
    await(awaited, "digests of the server", "54", "54d");
    await(awaited, "limits for heads and interim answers", "61g", "61h", "+15", "+16");
    await(awaited, "a limit for bodies without end", "62");
    await(awaited, "close_notify as the end of a body", "64b");
    await(awaited, "one stream where no validator is strong", "65c");
    await(awaited, "connections with unasked bytes are not used again", "+20", "+21", "+22");
    await(awaited, "any Content-Type is a stream", "+73");
    return awaited;
  }

  private static void await(Map<String, String> awaited, String what, String... numbers) {
    for (String number : numbers) {
      awaited.put(number, what);
    }
  }
}
