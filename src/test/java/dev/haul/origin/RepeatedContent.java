package dev.haul.origin;

/** A few bytes over and over: floods, and pages of any size. */
final class RepeatedContent implements Content {
  private final byte[] unit;
  private final long size;

  RepeatedContent(byte[] unit, long size) {
    this.unit = unit.clone();
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void fill(byte[] target, int from, int length, long position) {
    for (int done = 0; done < length; ) {
      int inside = (int) ((position + done) % unit.length);
      int piece = Math.min(unit.length - inside, length - done);
      System.arraycopy(unit, inside, target, from + done, piece);
      done += piece;
    }
  }
}
