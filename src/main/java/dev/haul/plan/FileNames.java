package dev.haul.plan;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicHeaderValueParser;
import org.apache.hc.core5.http.message.ParserCursor;
import org.jspecify.annotations.Nullable;

/**
 * The name a file gets: the server's suggestion (RFC 6266, {@code filename*} first), else the URL's
 * last segment; always a plain name that stays inside its folder on every file system.
 */
public final class FileNames {

  /** Room below the usual limit of 255 bytes for a number and for file systems that need some. */
  private static final int MOST_BYTES = 240;

  private static final int LONGEST_EXTENSION = 20;
  private static final String NAMELESS = "download";
  private static final Pattern RESERVED =
      Pattern.compile(
          "(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\\..*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern EXTENSION = Pattern.compile("(\\.tar)?\\.[^.\\s]{1,20}$");

  /** What is never a web page, by extension: a login page came in its place. */
  private static final Set<String> NO_PAGES =
      Set.of(
          ("7z apk avi bin bz2 cab csv dat deb dmg doc docx epub exe flac gif gz h5 img iso jar"
                  + " jpeg jpg json m4a mkv mov mp3 mp4 mpg msi nc odt ogg ova parquet pdf png ppt"
                  + " pptx qcow2 rar rpm sqlite tar tgz tif tiff torrent tsv vmdk war wav webm webp"
                  + " whl wmv xls xlsx xz zip zst")
              .split(" "));

  private FileNames() {}

  /** Whether a file of that name cannot be a web page. */
  public static boolean isNoPage(String name) {
    return NO_PAGES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * @param disposition the {@code Content-Disposition} field, or null
   * @param urlSegment the last segment of the URL's path, percent-encoded
   */
  public static String choose(@Nullable String disposition, String urlSegment) {
    String suggested = disposition == null ? "" : plain(fromDisposition(disposition));
    if (!suggested.isEmpty()) {
      return suggested;
    }
    String fromUrl = plain(decoded(urlSegment, StandardCharsets.UTF_8));
    return fromUrl.isEmpty() ? NAMELESS : fromUrl;
  }

  /** Whether a name that a requester chose can be used as it is. */
  public static boolean isPlain(String name) {
    return !name.isBlank()
        && name.equals(lastSegment(name))
        && name.codePoints().noneMatch(FileNames::isUnprintable)
        && !name.equals(".")
        && !name.equals("..")
        && !name.equals(".haul")
        && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
  }

  /** {@code name.1.ext}, {@code name.2.ext} …; {@code .tar.gz} counts as one extension. */
  public static String numbered(String name, int number) {
    var extension = EXTENSION.matcher(name);
    int cut = extension.find() && extension.start() > 0 ? extension.start() : name.length();
    return name.substring(0, cut) + "." + number + name.substring(cut);
  }

  private static String fromDisposition(String field) {
    String plain = "";
    HeaderElement[] elements =
        BasicHeaderValueParser.INSTANCE.parseElements(field, new ParserCursor(0, field.length()));
    for (HeaderElement element : elements) {
      for (NameValuePair parameter : element.getParameters()) {
        String name = parameter.getName().toLowerCase(Locale.ROOT);
        String value = parameter.getValue() == null ? "" : parameter.getValue();
        if (name.equals("filename*")) {
          String extended = extended(value);
          if (!plain(extended).isEmpty()) {
            return extended;
          }
        } else if (name.equals("filename")) {
          plain = rawUtf8(value);
        }
      }
    }
    return plain;
  }

  /**
   * Decodes {@code charset'language'percent-encoded} (RFC 8187 §3.2); empty when it is not that.
   */
  private static String extended(String value) {
    String[] parts = value.split("'", 3);
    if (parts.length < 3) {
      return "";
    }
    String charset = parts[0].toUpperCase(Locale.ROOT);
    if (!charset.equals("UTF-8") && !charset.equals("ISO-8859-1")) {
      return "";
    }
    String name = decoded(parts[2], Charset.forName(charset));
    return name.indexOf('\uFFFD') >= 0 ? "" : name;
  }

  /** Many servers send UTF-8 where RFC 9110 §5.5 knows Latin-1: taken as UTF-8 when it is. */
  private static String rawUtf8(String latin1) {
    byte[] octets = latin1.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException e) {
      return latin1;
    }
  }

  private static String decoded(String text, Charset charset) {
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    byte[] octets = new byte[source.length];
    int length = 0;
    for (int i = 0; i < source.length; i++) {
      int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
      if (source[i] == '%' && high >= 0 && low >= 0) {
        octets[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        octets[length++] = source[i];
      }
    }
    return new String(octets, 0, length, charset);
  }

  private static String plain(String name) {
    StringBuilder out = new StringBuilder();
    lastSegment(name)
        .codePoints()
        .filter(c -> !isUnprintable(c))
        .forEach(c -> out.appendCodePoint("<>:\"|?*".indexOf(c) >= 0 ? '_' : c));
    String clean = withoutEnd(out.toString().strip());
    if (clean.isEmpty()) {
      return "";
    }
    if (clean.startsWith(".") || RESERVED.matcher(clean).matches()) {
      clean = "_" + clean;
    }
    return shortened(clean);
  }

  private static String lastSegment(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** Controls, and characters that reverse or hide others (such as U+202E). */
  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> c == '\uFFFD';
    };
  }

  private static String shortened(String name) {
    int dot = name.lastIndexOf('.');
    boolean hasExtension = dot > 0 && name.length() - dot <= LONGEST_EXTENSION;
    String extension = hasExtension ? name.substring(dot) : "";
    String stem = hasExtension ? name.substring(0, dot) : name;
    if (stem.length() > MOST_BYTES) {
      boolean splits = Character.isHighSurrogate(stem.charAt(MOST_BYTES - 1));
      stem = stem.substring(0, splits ? MOST_BYTES - 1 : MOST_BYTES);
    }
    while ((stem + extension).getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return withoutEnd(stem + extension);
  }

  /** Windows drops dots and spaces at the end, and would then find another file. */
  private static String withoutEnd(String name) {
    return name.replaceFirst("[. ]+$", "");
  }
}
