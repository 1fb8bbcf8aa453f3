package dev.haul.origin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of a served file, known at any offset, so that a huge file needs no disk. */
public interface Content {
  long size();

  /** Puts the {@code length} bytes that begin at {@code position} into the target. */
  void fill(byte[] target, int from, int length, long position);

  /** Pseudo-random bytes: every place of every file differs from the others. */
  static Content of(long seed, long size) {
    return new PatternContent(seed, size);
  }

  static Content of(byte[] bytes) {
    return new LiteralContent(bytes);
  }

  static Content of(String text) {
    return new LiteralContent(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same text over and over, up to {@link Long#MAX_VALUE} bytes of it. */
  static Content repeated(String unit, long size) {
    return new RepeatedContent(unit.getBytes(StandardCharsets.UTF_8), size);
  }

  default byte at(long position) {
    return bytes(position, 1)[0];
  }

  default byte[] bytes(long position, int length) {
    byte[] bytes = new byte[length];
    fill(bytes, 0, length, position);
    return bytes;
  }

  default byte[] bytes() {
    return bytes(0, Math.toIntExact(size()));
  }

  /** The same with one bit of one byte turned, as a bad proxy does. */
  default Content flippedAt(long position) {
    return new FlippedContent(this, position);
  }

  default String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 18];
      for (long done = 0; done < size(); ) {
        int length = (int) Math.min(buffer.length, size() - done);
        fill(buffer, 0, length, done);
        digest.update(buffer, 0, length);
        done += length;
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
