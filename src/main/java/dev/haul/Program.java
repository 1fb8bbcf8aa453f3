package dev.haul;

import dev.haul.download.Receipt;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.function.Function;

/**
 * What the commands need from outside.
 *
 * @param starter starts the bundle
 * @param lists reads lists
 * @param json writes a receipt as one line
 * @param timing where the time goes
 */
record Program(
    Engine.Starter starter,
    ListReader lists,
    Function<Receipt, String> json,
    Timing timing,
    Streams streams) {

  /** Standard input and output. */
  record Streams(InputStream in, PrintStream out, PrintStream err) {}
}
