package dev.haul.fetch;

import dev.haul.download.HttpUrl;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@code Content-Encoding} field says about the bytes (RFC 9110 §8.4). */
final class ContentCoding {

  /** Codings as in the registry of RFC 9110 §16.6.1, and the endings of files that have them. */
  private static final Map<String, Set<String>> ENDINGS =
      Map.of(
          "gzip", Set.of(".gz", ".tgz", ".taz", ".svgz"),
          "compress", Set.of(".z"),
          "bzip2", Set.of(".bz2", ".tbz", ".tbz2"),
          "br", Set.of(".br"),
          "zstd", Set.of(".zst", ".tzst"));

  private ContentCoding() {}

  /**
   * Whether the bytes that come are those of the file the URL names: there is no coding, or it is
   * the one in the name. Apache's {@code AddEncoding x-gzip .gz} sends {@code file.tar.gz} as a tar
   * file that is gzip coded, whatever the request accepts; who asks for the name wants the bytes.
   *
   * @param field null when there is none
   */
  static boolean isOfFile(@Nullable String field, HttpUrl url) {
    if (field == null || field.isEmpty() || field.equalsIgnoreCase("identity")) {
      return true;
    }
    String coding = field.toLowerCase(Locale.ROOT).replaceFirst("^x-", "");
    String name = url.lastSegment().toLowerCase(Locale.ROOT);
    return ENDINGS.getOrDefault(coding, Set.of()).stream().anyMatch(name::endsWith);
  }
}
