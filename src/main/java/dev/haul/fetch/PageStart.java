package dev.haul.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Whether a body begins as web pages do.
 *
 * @param body all of it, the beginning included
 */
record PageStart(InputStream body, boolean page) {

  /** Byte order mark, blank lines and a comment fit in. */
  private static final int MOST_BYTES = 512;

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  static PageStart of(InputStream body) throws IOException {
    byte[] start = body.readNBytes(MOST_BYTES);
    PushbackInputStream whole = new PushbackInputStream(body, MOST_BYTES);
    whole.unread(start);
    return new PageStart(whole, isPage(new String(start, StandardCharsets.ISO_8859_1)));
  }

  private static boolean isPage(String start) {
    String text = start.startsWith(BYTE_ORDER_MARK) ? start.substring(3) : start;
    String markup =
        text.replaceFirst("(?s)^(\\s|<!--.*?-->|<\\?xml.*?\\?>)*", "").toLowerCase(Locale.ROOT);
    return markup.startsWith("<!doctype html") || markup.matches("(?s)<html[\\s>].*");
  }
}
