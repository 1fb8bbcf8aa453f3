package dev.haul.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.DownloadKey;
import org.junit.jupiter.api.Test;

class LaneTest {

  private static final DownloadKey KEY = new DownloadKey("a", 1);

  private final Host host = new Host("h", new ConcurrencyLimit(32, 32), () -> {});
  private long longest;
  private int joined;
  private final Lane lane =
      new Lane(KEY, () -> 5, () -> 2, () -> 0, () -> host, () -> longest, () -> joined++);

  private static Chunk chunk(long first, long notBefore) {
    return new Chunk(KEY, ByteRange.of(first, 10), true, 0, 0, notBefore);
  }

  @Test
  void handsOutTheLowestOffsetFirst() {
    lane.add(chunk(20, 0), 0);
    lane.add(chunk(0, 0), 0);
    lane.add(chunk(10, 0), 0);
    assertThat(lane.take(1).range().first()).isZero();
    assertThat(lane.take(2).range().first()).isEqualTo(10);
  }

  @Test
  void handsOutNothingBeforeItsTime() {
    lane.add(chunk(0, 100), 0);
    assertThat(lane.isRunnable(99)).isFalse();
    assertThat(lane.isHeldBack(99)).isTrue();
    assertThat(lane.nextDue(99)).isEqualTo(100);
    assertThat(lane.isRunnable(100)).isTrue();
    assertThat(lane.isHeldBack(100)).isFalse();
    assertThat(lane.nextDue(100)).isNull();
  }

  @Test
  void usesNoMoreConnectionsThanItMay() {
    for (int i = 0; i < 3; i++) {
      lane.add(chunk(i, 0), 0);
    }
    lane.take(1);
    lane.take(2);
    assertThat(lane.isRunnable(0)).isFalse();
    lane.landed(0);
    assertThat(lane.isRunnable(0)).isTrue();
  }

  @Test
  void starvesFromTheMomentItCouldRun() {
    lane.add(chunk(0, 50), 0);
    lane.wake(60);
    assertThat(lane.hasStarvedSince(59, 2000)).isFalse();
    assertThat(lane.hasStarvedSince(60, 2000)).isTrue();
    lane.take(1);
    assertThat(lane.hasStarvedSince(1000, 2000)).isFalse();
    lane.add(chunk(10, 0), 70);
    lane.landed(80);
    assertThat(lane.hasStarvedSince(79, 2000)).isFalse();
    assertThat(lane.hasStarvedSince(80, 2000)).isTrue();
  }

  @Test
  void isEmptyOnceNothingWaitsOrFlies() {
    assertThat(lane.isEmpty()).isTrue();
    lane.add(chunk(0, 0), 0);
    assertThat(lane.size()).isEqualTo(1);
    assertThat(lane.hasWaiting()).isTrue();
    lane.take(1);
    assertThat(lane.hasWaiting()).isFalse();
    assertThat(lane.isEmpty()).isFalse();
    lane.landed(0);
    assertThat(lane.isEmpty()).isTrue();
  }

  private static Chunk failed(long first) {
    return new Chunk(KEY, ByteRange.of(first, 10), true, 1, 0, 0);
  }

  @Test
  void joinsWhatLiesBehindOneAnother() {
    longest = Long.MAX_VALUE;
    lane.add(chunk(10, 0), 0);
    lane.add(chunk(0, 0), 0);
    lane.add(chunk(30, 0), 0);
    assertThat(lane.take(1).range()).isEqualTo(ByteRange.of(0, 20));
    assertThat(joined).isEqualTo(1);
    lane.landed(0);
    assertThat(lane.take(2).range()).isEqualTo(ByteRange.of(30, 10));
    assertThat(joined).isEqualTo(1);
  }

  @Test
  void joinsNothingBesideAnotherConnection() {
    longest = Long.MAX_VALUE;
    lane.add(chunk(0, 0), 0);
    lane.take(1);
    lane.add(chunk(10, 0), 0);
    lane.add(chunk(20, 0), 0);
    assertThat(lane.take(2).range()).isEqualTo(ByteRange.of(10, 10));
  }

  @Test
  void joinsNoMoreThanIsAllowed() {
    longest = 29;
    for (int i = 0; i < 4; i++) {
      lane.add(chunk(10 * i, 0), 0);
    }
    assertThat(lane.take(1).range()).isEqualTo(ByteRange.of(0, 20));
    assertThat(lane.size()).isEqualTo(2);
    lane.landed(0);
    longest = 0;
    assertThat(lane.take(2).range()).isEqualTo(ByteRange.of(20, 10));
  }

  @Test
  void leavesChunksAloneThatFailedOrMustWait() {
    longest = Long.MAX_VALUE;
    lane.add(chunk(0, 0), 0);
    lane.add(failed(10), 0);
    lane.add(chunk(20, 0), 0);
    lane.add(chunk(30, 99), 0);
    assertThat(lane.take(1).range()).isEqualTo(ByteRange.of(0, 10));
    lane.landed(0);
    assertThat(lane.take(2)).isEqualTo(failed(10));
    lane.landed(0);
    assertThat(lane.take(3).range()).isEqualTo(ByteRange.of(20, 10));
    assertThat(joined).isZero();
  }
}
