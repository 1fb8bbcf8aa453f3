package dev.haul.fetch;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Content-Encoding} that nobody asked for means for the file (RFC 9110 §8.4).
 *
 * <p>Haul asks for {@code identity}. A server that codes all the same sends another form of the
 * file, whose ranges are not the file's, so it is read as one stream and decoded. But many servers
 * label a file that <em>is</em> gzip as coded: {@code backup.tar.gz} is to stay what its name says.
 */
enum ContentCoding {
  /** The bytes as they are. */
  NONE,
  /** The bytes are the file, though the field calls them coded. */
  OF_THE_FILE,
  /** To be decoded; ranges are over other bytes than the file's. */
  GZIP,
  /** Haul cannot decode it. */
  UNKNOWN;

  private static final Set<String> GZIP_TYPES = Set.of("application/gzip", "application/x-gzip");

  /** Codings of RFC 9110 §16.6.1, and the endings of files that have them by themselves. */
  private static final Map<String, Set<String>> ENDINGS =
      Map.of(
          "gzip", Set.of(".gz", ".tgz", ".taz", ".gzip", ".svgz"),
          "compress", Set.of(".z"),
          "bzip2", Set.of(".bz2", ".tbz", ".tbz2"),
          "br", Set.of(".br"),
          "zstd", Set.of(".zst", ".tzst"));

  /**
   * @param field {@code Content-Encoding}, or null
   * @param type {@code Content-Type}, or null
   * @param name last segment of the URL
   */
  static ContentCoding of(@Nullable String field, @Nullable String type, String name) {
    String coding =
        field == null ? "" : field.strip().toLowerCase(Locale.ROOT).replaceFirst("^x-", "");
    if (coding.isEmpty() || coding.equals("identity")) {
      return NONE;
    }
    String media = type == null ? "" : type.replaceFirst(";.*", "").strip();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean gzip = coding.equals("gzip");
    if (ENDINGS.getOrDefault(coding, Set.of()).stream().anyMatch(lower::endsWith)
        || (gzip && GZIP_TYPES.contains(media.toLowerCase(Locale.ROOT)))) {
      return OF_THE_FILE;
    }
    return gzip ? GZIP : UNKNOWN;
  }

  static ContentCoding of(Asked asked, ResponseHead head) {
    return of(
        head.first("content-encoding"), head.first("content-type"), asked.url().lastSegment());
  }
}
