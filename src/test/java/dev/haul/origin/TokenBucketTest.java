package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void burstIsFree() {
    TokenBucket bucket = new TokenBucket(1_000_000, 65_536, 0);
    assertThat(bucket.take(65_536, 0)).isZero();
  }

  @Test
  void waitsForWhatExceedsTheBurst() {
    TokenBucket bucket = new TokenBucket(1_000_000, 65_536, 0);
    assertThat(bucket.take(65_536 + 500_000, 0)).isEqualTo(SECOND / 2);
  }

  @Test
  void meanHoldsWhateverThePieces() {
    TokenBucket bucket = new TokenBucket(1_000_000, 65_536, 0);
    long now = 0;
    for (int i = 0; i < 640; i++) {
      now += bucket.take(16_384, now);
    }
    assertThat(now)
        .isBetween((640L * 16_384 - 65_536) * 1000, (640L * 16_384 - 65_536) * 1000 + 640);
  }

  @Test
  void idleTimeSavesNoMoreThanTheBurst() {
    TokenBucket bucket = new TokenBucket(1_000_000, 65_536, 0);
    assertThat(bucket.take(65_536 + 1_000_000, 100 * SECOND)).isEqualTo(SECOND);
  }
}
