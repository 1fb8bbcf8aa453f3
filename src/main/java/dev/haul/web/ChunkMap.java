package dev.haul.web;

import dev.haul.download.ByteRange;
import dev.haul.download.Delay;
import dev.haul.download.Load;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a file is there, comes and waits, as ranges of offsets with both ends.
 *
 * @param size of the file, or null while unknown
 * @param written ranges that are in the part file
 * @param verified ranges that were hashed
 * @param coarse whether near ranges were drawn together, as there are too many to show
 */
public record ChunkMap(
    String id,
    @Nullable Long size,
    List<long[]> written,
    List<long[]> verified,
    List<Load.Attempt> inFlight,
    List<Waiting> waiting,
    boolean coarse) {

  /** A range in the queue. */
  public record Waiting(
      long first,
      @Nullable Long last,
      int attempt,
      @Nullable String why,
      @Nullable Instant until) {}

  /** As many ranges are shown; more are drawn together. */
  private static final int MOST = 2000;

  static ChunkMap of(String id, @Nullable Long size, Load.Chunks chunks) {
    List<ByteRange> ranges = chunks.written().ranges();
    boolean coarse = ranges.size() > MOST;
    return new ChunkMap(
        id,
        size,
        coarse ? drawnTogether(ranges, chunks.written().end()) : exact(ranges),
        chunks.hashed() == 0 ? List.of() : List.of(new long[] {0, chunks.hashed() - 1}),
        chunks.inFlight(),
        chunks.waiting().stream().limit(MOST).map(ChunkMap::waiting).toList(),
        coarse);
  }

  /** The map of a download that is whole, or of which nothing is there. */
  static ChunkMap settled(String id, @Nullable Long size, boolean whole) {
    List<long[]> all =
        size != null && size > 0 && whole ? List.of(new long[] {0, size - 1}) : List.of();
    return new ChunkMap(id, size, all, all, List.of(), List.of(), false);
  }

  private static Waiting waiting(Load.Pending pending) {
    Delay delay = pending.delay();
    return new Waiting(
        pending.first(),
        pending.last(),
        pending.attempt(),
        delay == null ? null : delay.why(),
        delay == null ? null : delay.until());
  }

  private static List<long[]> exact(List<ByteRange> ranges) {
    return ranges.stream().map(range -> new long[] {range.first(), range.last()}).toList();
  }

  /** Ranges whose gap is smaller than a pixel become one. */
  private static List<long[]> drawnTogether(List<ByteRange> ranges, long end) {
    long pixel = Math.max(1, end / MOST);
    List<long[]> drawn = new ArrayList<>();
    long[] last = null;
    for (ByteRange range : ranges) {
      if (last != null && range.first() - last[1] <= pixel) {
        last[1] = range.last();
      } else {
        last = new long[] {range.first(), range.last()};
        drawn.add(last);
      }
    }
    return drawn;
  }
}
