package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteRangeTest {

  private final ByteRange range = new ByteRange(100, 199);

  @Test
  void bothEndsBelongToIt() {
    assertThat(range.length()).isEqualTo(100);
    assertThat(range.end()).isEqualTo(200);
    assertThat(ByteRange.of(100, 100)).isEqualTo(range);
    assertThat(new ByteRange(0, 0).length()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThatThrownBy(() -> new ByteRange(-1, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteRange(5, 4)).hasMessageContaining("5-4");
    assertThatThrownBy(() -> ByteRange.of(5, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteRange(0, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhatIsLeftFromAnOffsetOn() {
    assertThat(range.from(50)).isEqualTo(range);
    assertThat(range.from(100)).isEqualTo(range);
    assertThat(range.from(150)).isEqualTo(new ByteRange(150, 199));
    assertThat(range.from(199)).isEqualTo(new ByteRange(199, 199));
    assertThat(range.from(200)).isNull();
  }

  @Test
  void saysWhatLiesBeforeAnOffset() {
    assertThat(range.before(100)).isNull();
    assertThat(range.before(101)).isEqualTo(new ByteRange(100, 100));
    assertThat(range.before(200)).isEqualTo(range);
    assertThat(range.before(Long.MAX_VALUE)).isEqualTo(range);
  }

  @Test
  void openRangeHoldsEveryByteBehindItsFirst() {
    ByteRange open = ByteRange.startingAt(7);
    assertThat(open.isOpen()).isTrue();
    assertThat(open.length()).isPositive();
    assertThat(open.end()).isPositive();
    assertThat(open.contains(new ByteRange(7, 1L << 62))).isTrue();
    assertThat(open.contains(new ByteRange(6, 7))).isFalse();
    assertThat(open).hasToString("7-");
    assertThat(open.from(9).isOpen()).isTrue();
    assertThat(open.before(9)).isEqualTo(new ByteRange(7, 8));
  }

  @Test
  void sortsByFirstByteThenByLast() {
    assertThat(range)
        .isLessThan(new ByteRange(101, 102))
        .isLessThan(new ByteRange(100, 200))
        .isGreaterThan(new ByteRange(0, 500))
        .isEqualByComparingTo(new ByteRange(100, 199));
  }
}
