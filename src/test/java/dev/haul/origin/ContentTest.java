package dev.haul.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentTest {
  @Test
  void anyPieceIsThatPartOfTheWhole() {
    long seed = Long.getLong("haul.seed", System.nanoTime());
    Random random = new Random(seed);
    Content content = Content.of(seed, 200_000);
    byte[] whole = content.bytes();
    for (int i = 0; i < 500; i++) {
      int first = random.nextInt(whole.length);
      int length = random.nextInt(Math.min(40_000, whole.length - first) + 1);
      byte[] piece = java.util.Arrays.copyOfRange(whole, first, first + length);
      assertThat(content.bytes(first, length)).as("-Dhaul.seed=%d", seed).isEqualTo(piece);
    }
  }

  @Test
  void blocksOfHugeFilesDiffer() {
    Content content = Content.of(1, 12L << 30);
    assertThat(content.bytes(0, 64)).isNotEqualTo(content.bytes(8L << 30, 64));
    assertThat(content.bytes(1L << 32, 64))
        .isNotEqualTo(Content.of(2, 12L << 30).bytes(1L << 32, 64));
  }

  @Test
  void flipTurnsOneByte() {
    Content content = Content.of(3, 1000);
    assertThat(java.util.Arrays.mismatch(content.bytes(), content.flippedAt(500).bytes()))
        .isEqualTo(500);
    assertThat(content.sha256()).isNotEqualTo(content.flippedAt(500).sha256());
  }
}
