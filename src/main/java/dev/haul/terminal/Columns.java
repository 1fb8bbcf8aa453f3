package dev.haul.terminal;

/** How wide a text is on a terminal, and how to make it fit. */
final class Columns {

  private static final String CUT = "..";

  private Columns() {}

  /**
   * The text without what could move the cursor or turn the writing around: control and format
   * characters become {@code ?}. File names come from servers.
   */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(character -> clean.appendCodePoint(isPrintable(character) ? character : '?'));
    return clean.toString();
  }

  static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  /** Cuts the middle of {@code text} out if it is too wide: the extension of a file name stays. */
  static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    if (columns <= CUT.length()) {
      return head(text, columns);
    }
    int kept = columns - CUT.length();
    return head(text, kept - kept / 2) + CUT + tail(text, kept / 2);
  }

  /** {@link #fit} and as many spaces as are missing. */
  static String pad(String text, int columns) {
    String fitting = fit(text, columns);
    return fitting + " ".repeat(columns - width(fitting));
  }

  static String padLeft(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  /** As much of the beginning as fits. */
  static String head(String text, int columns) {
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      used += width(character);
      if (used > columns) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  private static String tail(String text, int columns) {
    int used = 0;
    int start = text.length();
    while (start > 0) {
      int character = text.codePointBefore(start);
      used += width(character);
      if (used > columns) {
        break;
      }
      start -= Character.charCount(character);
    }
    return text.substring(start);
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Two for East Asian wide characters and pictures (Unicode TR 11, coarsely), none for marks. */
  private static int width(int character) {
    int type = Character.getType(character);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        character >= 0x1100 && character <= 0x115f
            || character >= 0x2e80 && character <= 0xa4cf
            || character >= 0xac00 && character <= 0xd7a3
            || character >= 0xf900 && character <= 0xfaff
            || character >= 0xfe30 && character <= 0xfe6f
            || character >= 0xff00 && character <= 0xff60
            || character >= 0xffe0 && character <= 0xffe6
            || character >= 0x1f300 && character <= 0x1faff
            || character >= 0x20000 && character <= 0x3fffd;
    return wide ? 2 : 1;
  }
}
