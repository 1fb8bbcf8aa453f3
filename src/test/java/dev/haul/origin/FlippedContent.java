package dev.haul.origin;

/** Another content with the lowest bit of one byte turned. */
record FlippedContent(Content content, long flipped) implements Content {
  @Override
  public long size() {
    return content.size();
  }

  @Override
  public void fill(byte[] target, int from, int length, long position) {
    content.fill(target, from, length, position);
    if (flipped >= position && flipped < position + length) {
      target[from + (int) (flipped - position)] ^= 1;
    }
  }
}
