package dev.haul.download;

import java.util.ArrayList;
import java.util.List;

/**
 * An immutable set of bytes, held as sorted ranges that neither overlap nor touch.
 *
 * <p>Adding costs time in the number of ranges, which stays small because chunks are handed out
 * lowest offset first.
 */
public final class RangeSet {

  public static final RangeSet EMPTY = new RangeSet(List.of());

  private final List<ByteRange> ranges;

  private RangeSet(List<ByteRange> ranges) {
    this.ranges = ranges;
  }

  /** This set together with {@code added}; overlap is harmless. */
  public RangeSet with(ByteRange added) {
    List<ByteRange> merged = new ArrayList<>(ranges.size() + 1);
    long first = added.first();
    long last = added.last();
    int i = 0;
    while (i < ranges.size() && ranges.get(i).end() < first) {
      merged.add(ranges.get(i++));
    }
    while (i < ranges.size() && ranges.get(i).first() <= last + 1) {
      first = Math.min(first, ranges.get(i).first());
      last = Math.max(last, ranges.get(i++).last());
    }
    merged.add(new ByteRange(first, last));
    merged.addAll(ranges.subList(i, ranges.size()));
    return new RangeSet(List.copyOf(merged));
  }

  public List<ByteRange> ranges() {
    return ranges;
  }

  /** Number of bytes in the set. */
  public long size() {
    return ranges.stream().mapToLong(ByteRange::length).sum();
  }

  /** Whether each of the first {@code size} bytes is in the set. */
  public boolean covers(long size) {
    return size <= front();
  }

  /** Length of the unbroken run that begins at offset 0. */
  public long front() {
    return ranges.isEmpty() || ranges.get(0).first() > 0 ? 0 : ranges.get(0).end();
  }

  /** Offset behind the furthest byte. */
  public long end() {
    return ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).end();
  }

  /** The parts of {@code window} that are not in this set, lowest first. */
  public List<ByteRange> missingIn(ByteRange window) {
    List<ByteRange> missing = new ArrayList<>();
    long next = window.first();
    for (ByteRange present : ranges) {
      if (present.last() < next) {
        continue;
      }
      if (present.first() > window.last()) {
        break;
      }
      if (present.first() > next) {
        missing.add(new ByteRange(next, present.first() - 1));
      }
      next = present.end();
    }
    if (next <= window.last()) {
      missing.add(new ByteRange(next, window.last()));
    }
    return missing;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RangeSet that && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  @Override
  public String toString() {
    return ranges.toString();
  }
}
