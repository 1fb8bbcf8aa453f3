package dev.haul.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns bytes into lines that hold no surprise: UTF-8, no controls, of bearable length. */
final class InputText {

  /** Longest line in bytes; the longest signed URLs met have about 4 KiB. */
  static final int MAX_LINE = 64 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int MOST_BYTES_A_CHAR = 3;

  private InputText() {}

  /**
   * @throws Unreadable naming the line of the first byte that is not UTF-8
   */
  static String utf8(byte[] content) throws Unreadable {
    ByteBuffer in = ByteBuffer.wrap(content);
    CharBuffer out = CharBuffer.allocate(content.length + 1);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += content[i] == '\n' ? 1 : 0;
      }
      throw Unreadable.line(line, "not UTF-8; save the file as UTF-8");
    }
    return withoutMark(out.flip().toString());
  }

  /** As {@link #utf8}, or as Windows-1252, which older Windows writes shortcuts in. */
  static String utf8OrWindows1252(byte[] content) {
    try {
      return utf8(content);
    } catch (Unreadable e) {
      return new String(content, Charset.forName("windows-1252"));
    }
  }

  private static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  /** The lines of {@code text} without their ends, LF or CRLF. */
  static List<String> lines(String text) throws Unreadable {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      int cut = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
      lines.add(checked(text.substring(start, cut), lines.size() + 1));
      start = end + 1;
    }
    return lines;
  }

  private static String checked(String line, int number) throws Unreadable {
    if (line.length() > MAX_LINE / MOST_BYTES_A_CHAR
        && line.getBytes(StandardCharsets.UTF_8).length > MAX_LINE) {
      throw Unreadable.line(number, "longer than " + MAX_LINE + " bytes; is this a list of URLs?");
    }
    int bad = firstControl(line);
    if (bad >= 0) {
      throw Unreadable.line(
          number, String.format("control character U+%04X; remove it", (int) line.charAt(bad)));
    }
    return line;
  }

  /** Index of the first control character other than TAB, or -1. */
  static int firstControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && c != '\t') {
        return i;
      }
    }
    return -1;
  }
}
