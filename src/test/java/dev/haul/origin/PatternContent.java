package dev.haul.origin;

import java.util.Random;

/**
 * Bytes computed from seed and offset at the speed of a copy: a 16 KiB block is a window into one
 * random table, at a place that depends on the block's number, and begins with eight bytes made of
 * that number. So a block written to the wrong place never looks right.
 */
final class PatternContent implements Content {
  private static final int BLOCK = 1 << 14;
  private static final int PLACES = 1 << 16;
  private static final int STAMP = Long.BYTES;

  private final long seed;
  private final long size;
  private final byte[] table = new byte[PLACES + BLOCK];

  PatternContent(long seed, long size) {
    this.seed = seed;
    this.size = size;
    new Random(seed).nextBytes(table);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void fill(byte[] target, int from, int length, long position) {
    for (int done = 0; done < length; ) {
      long block = (position + done) / BLOCK;
      int inside = (int) ((position + done) % BLOCK);
      int piece = Math.min(BLOCK - inside, length - done);
      fillInBlock(target, from + done, piece, block, inside);
      done += piece;
    }
  }

  private void fillInBlock(byte[] target, int from, int length, long block, int inside) {
    long mixed = mix(seed ^ mix(block));
    int place = (int) (mixed & (PLACES - 1));
    System.arraycopy(table, place + inside, target, from, length);
    for (int i = inside; i < STAMP && i - inside < length; i++) {
      target[from + i - inside] = (byte) (mixed >>> (8 * i));
    }
  }

  /** The finalizer of SplitMix64: a bijection, so no two blocks share a stamp. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
