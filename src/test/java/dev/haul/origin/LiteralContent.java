package dev.haul.origin;

/** Given bytes: pages, lists, checksum files. */
final class LiteralContent implements Content {
  private final byte[] bytes;

  LiteralContent(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void fill(byte[] target, int from, int length, long position) {
    System.arraycopy(bytes, Math.toIntExact(position), target, from, length);
  }
}
