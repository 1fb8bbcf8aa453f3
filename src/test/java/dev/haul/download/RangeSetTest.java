package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.Seeds;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeSetTest {

  private static final int BYTES = 200;

  @Test
  void emptySetCoversNothingButAnEmptyFile() {
    assertThat(RangeSet.EMPTY.covers(0)).isTrue();
    assertThat(RangeSet.EMPTY.covers(1)).isFalse();
    assertThat(RangeSet.EMPTY.front()).isZero();
    assertThat(RangeSet.EMPTY.end()).isZero();
    assertThat(RangeSet.EMPTY.missingIn(new ByteRange(3, 5))).containsExactly(new ByteRange(3, 5));
  }

  @Test
  void joinsRangesThatTouch() {
    RangeSet set = RangeSet.EMPTY.with(new ByteRange(0, 9)).with(new ByteRange(10, 19));
    assertThat(set.ranges()).containsExactly(new ByteRange(0, 19));
  }

  @Test
  void keepsRangesApartThatDoNotTouch() {
    RangeSet set = RangeSet.EMPTY.with(new ByteRange(11, 19)).with(new ByteRange(0, 9));
    assertThat(set.ranges()).containsExactly(new ByteRange(0, 9), new ByteRange(11, 19));
    assertThat(set.covers(20)).isFalse();
    assertThat(set.front()).isEqualTo(10);
  }

  @Test
  void takesAnOpenRange() {
    RangeSet set = RangeSet.EMPTY.with(ByteRange.startingAt(5)).with(new ByteRange(0, 4));
    assertThat(set.ranges()).containsExactly(ByteRange.startingAt(0));
  }

  @Test
  void leavesTheSetItWasMadeFromAsItWas() {
    RangeSet before = RangeSet.EMPTY.with(new ByteRange(0, 9));
    assertThat(before.with(new ByteRange(10, 19)).size()).isEqualTo(20);
    assertThat(before.size()).isEqualTo(10);
  }

  @Test
  void behavesLikeASetOfBits() {
    Random random = Seeds.random();
    for (int round = 0; round < 300; round++) {
      RangeSet set = RangeSet.EMPTY;
      BitSet bits = new BitSet();
      for (int i = 0; i < 20; i++) {
        ByteRange added = any(random);
        set = set.with(added);
        bits.set((int) added.first(), (int) added.end());
        isSame(set, bits, any(random));
      }
    }
  }

  private static ByteRange any(Random random) {
    int first = random.nextInt(BYTES);
    return new ByteRange(first, first + random.nextInt(Math.min(25, BYTES - first)));
  }

  private static void isSame(RangeSet set, BitSet bits, ByteRange window) {
    assertThat(set.size()).isEqualTo(bits.cardinality());
    assertThat(set.end()).isEqualTo(bits.length());
    assertThat(set.front()).isEqualTo(bits.nextClearBit(0));
    assertThat(set.covers(bits.nextClearBit(0))).isTrue();
    assertThat(set.covers(bits.nextClearBit(0) + 1)).isFalse();
    BitSet held = bitsOf(set.ranges());
    assertThat(held).isEqualTo(bits);
    for (int i = 1; i < set.ranges().size(); i++) {
      assertThat(set.ranges().get(i).first()).isGreaterThan(set.ranges().get(i - 1).end());
    }
    BitSet missing = new BitSet();
    missing.set((int) window.first(), (int) window.end());
    missing.andNot(bits);
    assertThat(bitsOf(set.missingIn(window))).isEqualTo(missing);
  }

  private static BitSet bitsOf(List<ByteRange> ranges) {
    BitSet bits = new BitSet();
    ranges.forEach(range -> bits.set((int) range.first(), (int) range.end()));
    return bits;
  }
}
