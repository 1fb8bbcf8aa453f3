package dev.haul.terminal;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a person is told whose command was interrupted: how much is kept, and how to go on. */
public final class Interruption {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Interruption() {}

  /**
   * @param command the words of the command
   * @param isSecret whether a word must not be shown
   * @param kept bytes that need not be fetched again
   * @param total bytes of the downloads they belong to
   */
  public static String sentence(
      List<String> command, Predicate<String> isSecret, long kept, long total) {
    String amount =
        kept == 0 ? "" : "; " + Units.size(kept) + " of " + Units.size(total) + " are kept";
    return "interrupted" + amount + "; to go on, run " + again(command, isSecret);
  }

  private static String again(List<String> command, Predicate<String> isSecret) {
    for (int i = 0; i < command.size(); i++) {
      String before = i == 0 ? "" : command.get(i - 1);
      String word = command.get(i);
      boolean header = before.equals("--header") || word.startsWith("--header=");
      boolean standardInput = before.equals("-i") && word.equals("-");
      if (standardInput
          || isSecret.test(word)
          || (header && !word.replaceFirst("--header=", "").startsWith("@"))) {
        return "the same command again";
      }
    }
    return command.stream().map(Interruption::quoted).collect(Collectors.joining(" "));
  }

  /** As a shell reads it. */
  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
