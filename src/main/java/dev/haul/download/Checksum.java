package dev.haul.download;

import java.util.Locale;
import java.util.Map;

/**
 * A digest somebody expects of a whole file.
 *
 * @param algorithm one of {@code md5}, {@code sha-1}, {@code sha-256}, {@code sha-512}, {@code
 *     crc32c}
 * @param hex the value, lower case
 */
public record Checksum(String algorithm, String hex) {

  private static final Map<String, Integer> HEX_DIGITS =
      Map.of("md5", 32, "sha-1", 40, "sha-256", 64, "sha-512", 128, "crc32c", 8);

  /**
   * @throws IllegalArgumentException naming what is wrong: the algorithm, a digit, or the length
   */
  public static Checksum of(String algorithm, String hex) {
    String name =
        algorithm.trim().toLowerCase(Locale.ROOT).replaceFirst("^sha-?(1|256|512)$", "sha-$1");
    String value = hex.trim().toLowerCase(Locale.ROOT);
    Integer digits = HEX_DIGITS.get(name);
    if (digits == null) {
      throw new IllegalArgumentException(
          "checksum algorithm \""
              + algorithm
              + "\" is not one of md5, sha-1, sha-256, sha-512, crc32c");
    }
    if (!value.matches("[0-9a-f]+") || value.length() != digits) {
      throw new IllegalArgumentException(
          name + " checksum: expected " + digits + " hex digits, was \"" + hex + "\"");
    }
    return new Checksum(name, value);
  }

  /** Reads {@code ALG:HEX} or {@code ALG=HEX}. */
  public static Checksum parse(String text) {
    int cut = Math.max(text.indexOf(':'), text.indexOf('='));
    if (cut < 1) {
      throw new IllegalArgumentException("checksum: expected ALG:HEX, was \"" + text + "\"");
    }
    return of(text.substring(0, cut), text.substring(cut + 1));
  }

  /** The checksum of {@code hex} by the length of it, as sha256sum and its kin print them. */
  public static Checksum byLength(String hex) {
    return HEX_DIGITS.entrySet().stream()
        .filter(entry -> entry.getValue() == hex.trim().length() && entry.getValue() > 8)
        .findFirst()
        .map(entry -> of(entry.getKey(), hex))
        .orElseThrow(() -> new IllegalArgumentException("not a checksum: \"" + hex + "\""));
  }

  @Override
  public String toString() {
    return algorithm + "=" + hex;
  }
}
