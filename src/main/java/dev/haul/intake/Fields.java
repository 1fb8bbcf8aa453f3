package dev.haul.intake;

import dev.haul.download.HttpUrl;
import dev.haul.download.Permanent;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules for single values, the same in every format. Each throws {@link
 * IllegalArgumentException} with the reason; the reader adds the place.
 */
final class Fields {

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*");
  private static final Pattern HTTP = Pattern.compile("(?i)https?:.*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+=-]{0,127}");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
  private static final int SHOWN = 100;

  /** Folder of Haul's own files below each download folder. */
  private static final String OWN_FOLDER = ".haul";

  private Fields() {}

  /** An absolute URL; {@code http} ones must be usable, others fail later and alone. */
  static String url(String text) {
    String url = text.strip();
    if (url.isEmpty()) {
      throw new IllegalArgumentException("an empty URL");
    }
    if (url.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
      throw new IllegalArgumentException(
          "a space inside the URL; write it as %20, or separate mirrors by a TAB");
    }
    plain(url);
    if (!SCHEME.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "\"" + shown(url) + "\" is not a URL such as https://host/file");
    }
    if (HTTP.matcher(url).matches()) {
      try {
        HttpUrl.parse(url);
      } catch (Permanent e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    return url;
  }

  static String id(String text) {
    if (!ID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an id has 1 to 128 letters, digits or ._:@+=- and begins with a letter or digit");
    }
    return text;
  }

  /** A file name without any folder. */
  static String name(String text) {
    List<String> segments = path(text);
    if (segments.size() != 1 || text.contains("/")) {
      throw new IllegalArgumentException("\"" + shown(text) + "\" is not a plain file name");
    }
    return segments.get(0);
  }

  /** The segments of a relative path that stays below its root; empty for the root itself. */
  static List<String> path(String text) {
    String path = plain(text.strip());
    if (path.startsWith("/") || path.contains("\\") || DRIVE.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "\"" + shown(path) + "\" must be relative, with / between folders");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        throw new IllegalArgumentException("\"" + shown(path) + "\" must not contain ..");
      }
      if (segment.equalsIgnoreCase(OWN_FOLDER)) {
        throw new IllegalArgumentException("\"" + OWN_FOLDER + "\" belongs to Haul itself");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return segments;
  }

  static String headerName(String text) {
    if (!TOKEN.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + shown(text) + "\" is not the name of a header");
    }
    return text;
  }

  static int atLeastOne(String text) {
    try {
      int value = Integer.parseInt(text);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message that names the text.
    }
    throw new IllegalArgumentException("expected a number from 1, was \"" + shown(text) + "\"");
  }

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("expected true or false, was \"" + shown(text) + "\"");
    };
  }

  /** Text that can stand in a line, a header or a file name. */
  static String plain(String text) {
    if (InputText.firstControl(text) >= 0 || text.indexOf('\t') >= 0) {
      throw new IllegalArgumentException("a control character; remove it");
    }
    if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      throw new IllegalArgumentException("half a character (an unpaired surrogate); remove it");
    }
    return text;
  }

  /** Enough of {@code text} to recognise it, without the query, which may hold a secret. */
  static String shown(String text) {
    String safe = text.replaceFirst("(?s)\\?.*", "").replaceFirst("//[^/]*@", "//");
    return safe.length() > SHOWN ? safe.substring(0, SHOWN) + "…" : safe;
  }
}
