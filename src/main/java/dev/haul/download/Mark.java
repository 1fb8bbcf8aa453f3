package dev.haul.download;

/**
 * An unbroken run of bytes that was written to a part file.
 *
 * @param crc the CRC-32C of these bytes (RFC 9260, appendix A)
 */
public record Mark(ByteRange range, int crc) {

  /** Whether everything {@code other} stands for is in this one, which begins at the same byte. */
  boolean replaces(Mark other) {
    return range.first() == other.range.first() && range.last() >= other.range.last();
  }
}
