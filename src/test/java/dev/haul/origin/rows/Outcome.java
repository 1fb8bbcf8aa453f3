package dev.haul.origin.rows;

/**
 * How one client ended with one row.
 *
 * @param detail the kind of error, or what is wrong
 * @param named whether the detail of an error is one of Haul's problem types
 * @param millis from the request to the end
 * @param sent body bytes the servers sent, error pages included
 * @param kept size of the file under its final name
 */
public record Outcome(End end, String detail, boolean named, long millis, long sent, long kept) {

  /** From the best to the worst. */
  public enum End {
    RIGHT("right"),
    ERROR("error"),
    NOT_RUN("not run"),
    HANGS("hangs"),
    WRONG("WRONG BYTES");

    private final String word;

    End(String word) {
      this.word = word;
    }
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? end.word : end.word + " " + detail;
  }
}
