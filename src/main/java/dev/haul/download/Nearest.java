package dev.haul.download;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the word somebody probably meant. */
public final class Nearest {

  private static final int LONGEST = 64;

  private Nearest() {}

  /**
   * The one of {@code known}, which must not be empty, with the fewest edits from {@code word},
   * whatever the case.
   */
  public static String to(String word, Collection<String> known) {
    String typed = word.substring(0, Math.min(word.length(), LONGEST)).toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt(name -> edits(typed, name.toLowerCase(Locale.ROOT))))
        .orElseThrow();
  }

  /** Optimal string alignment: insert, delete, change a letter, or swap two neighbours. */
  private static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, i, to, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, int i, String to, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
