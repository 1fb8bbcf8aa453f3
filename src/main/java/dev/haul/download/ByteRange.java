package dev.haul.download;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contiguous run of bytes of a representation, both ends inclusive as in RFC 9110 §14.1.2.
 *
 * <p>This is the only type that knows about inclusive ends: everyone else asks for {@link #length},
 * {@link #from} or {@link #before}. A range whose end is not known yet is {@linkplain #startingAt
 * open}.
 *
 * @param first offset of the first byte, 0 or more
 * @param last offset of the last byte, at least {@code first}
 */
public record ByteRange(long first, long last) implements Comparable<ByteRange> {

  private static final long OPEN_END = Long.MAX_VALUE - 1;

  public ByteRange {
    if (first < 0 || last < first || last > OPEN_END) {
      throw new IllegalArgumentException("not a byte range: " + first + "-" + last);
    }
  }

  /** The range of {@code length} bytes (1 or more) that begins at {@code first}. */
  public static ByteRange of(long first, long length) {
    return new ByteRange(first, first + length - 1);
  }

  /** The range from {@code first} to wherever the representation ends. */
  public static ByteRange startingAt(long first) {
    return new ByteRange(first, OPEN_END);
  }

  public boolean isOpen() {
    return last == OPEN_END;
  }

  /** Number of bytes; of an open range, more than any file has. */
  public long length() {
    return last - first + 1;
  }

  /** Offset of the byte behind the last one. */
  public long end() {
    return last + 1;
  }

  public boolean contains(ByteRange other) {
    return first <= other.first && other.last <= last;
  }

  /** What is left from {@code offset} on, or null when nothing is. */
  public @Nullable ByteRange from(long offset) {
    return offset > last ? null : new ByteRange(Math.max(first, offset), last);
  }

  /** What lies before {@code offset}, or null when nothing does. */
  public @Nullable ByteRange before(long offset) {
    return offset <= first ? null : new ByteRange(first, Math.min(last, offset - 1));
  }

  /** The same bytes as ranges of at most {@code length} bytes each, lowest first. */
  public List<ByteRange> pieces(long length) {
    List<ByteRange> pieces = new ArrayList<>();
    for (long from = first; from <= last; from += length) {
      pieces.add(new ByteRange(from, Math.min(last, from + length - 1)));
    }
    return pieces;
  }

  @Override
  public int compareTo(ByteRange other) {
    return first != other.first ? Long.compare(first, other.first) : Long.compare(last, other.last);
  }

  @Override
  public String toString() {
    return isOpen() ? first + "-" : first + "-" + last;
  }
}
