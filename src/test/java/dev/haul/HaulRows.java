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
    await(awaited, "a first request for the whole file", "46b");
    await(awaited, "digests of the server", "54", "54d");
    await(awaited, "doubt in what comes behind a body only after the next request", "+20", "+21");
    await(awaited, "doubt in what comes behind a body only after the next request", "+22");
    return awaited;
  }

  private static void await(Map<String, String> awaited, String what, String... numbers) {
    for (String number : numbers) {
      awaited.put(number, what);
    }
  }
}
