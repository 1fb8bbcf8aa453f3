package dev.haul.intake;

import dev.haul.download.DownloadRequest;
import java.util.List;
import java.util.Locale;

/**
 * Internet shortcuts of Windows ({@code .url}) and of Linux desktops ({@code .desktop}).
 *
 * <pre>
 * [InternetShortcut]
 * URL=https://host/file
 * </pre>
 */
final class ShortcutFormat {

  private ShortcutFormat() {}

  /** A Windows shortcut, or the lines of a list, since people write {@code echo URL > x.url}. */
  static List<DownloadRequest> url(byte[] content, Source source) throws Unreadable {
    String text = InputText.utf8OrWindows1252(content);
    return text.lines().map(String::strip).anyMatch(line -> line.startsWith("["))
        ? section(text, "[internetshortcut]", source)
        : ListFormat.parse(InputText.utf8(content), source);
  }

  static List<DownloadRequest> desktop(byte[] content, Source source) throws Unreadable {
    return section(InputText.utf8(content), "[desktop entry]", source);
  }

  private static List<DownloadRequest> section(String text, String wanted, Source source)
      throws Unreadable {
    boolean inside = false;
    int number = 0;
    for (String raw : InputText.lines(text)) {
      number++;
      String line = raw.strip();
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        inside = line.toLowerCase(Locale.ROOT).equals(wanted);
      } else if (inside && equals > 0 && isUrlKey(line.substring(0, equals))) {
        try {
          String url = Fields.url(line.substring(equals + 1));
          return List.of(DownloadRequest.of(url, source.line(number)));
        } catch (IllegalArgumentException e) {
          throw Unreadable.line(number, String.valueOf(e.getMessage()));
        }
      }
    }
    throw new Unreadable("no URL= line below " + wanted + "; save the shortcut again");
  }

  /** KDE writes {@code URL[$e]=}. */
  private static boolean isUrlKey(String key) {
    return key.strip().replaceFirst("\\[.*", "").equalsIgnoreCase("URL");
  }
}
