package dev.haul.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks a binary property list before the parser allocates what the file claims to hold.
 *
 * <pre>
 * "bplist00" | objects | offset table | trailer: 6 unused, offset size, reference size,
 *                                                objects (8), root (8), offset table at (8)
 * object: type in the upper half of a byte, count in the lower; 0xF: an integer object follows
 * </pre>
 */
final class BinaryPlist {

  private static final byte[] MAGIC = "bplist".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 8;
  private static final int TRAILER = 32;

  private final ByteBuffer file;

  private BinaryPlist(byte[] content) {
    file = ByteBuffer.wrap(content);
  }

  static boolean isBinary(byte[] content) {
    return content.length > MAGIC.length
        && Arrays.equals(MAGIC, 0, MAGIC.length, content, 0, MAGIC.length);
  }

  static byte[] checked(byte[] content) throws Unreadable {
    if (content.length < HEADER + TRAILER || !new BinaryPlist(content).isSound()) {
      throw new Unreadable("a damaged property list; save the .webloc file again");
    }
    return content;
  }

  private boolean isSound() {
    int end = file.capacity() - TRAILER;
    int offsetSize = file.get(end + 6);
    int referenceSize = file.get(end + 7);
    long objects = file.getLong(end + 8);
    long root = file.getLong(end + 16);
    long table = file.getLong(end + 24);
    boolean sane = isWidth(offsetSize) && isWidth(referenceSize) && objects > 0 && objects <= end;
    if (!sane || root < 0 || root >= objects || table < HEADER || table > end) {
      return false;
    }
    if (objects * offsetSize > end - table) {
      return false;
    }
    for (int i = 0; i < objects; i++) {
      long at = number((int) table + i * offsetSize, offsetSize);
      if (at < HEADER || at >= table || !fits((int) at, (int) table, referenceSize)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWidth(int bytes) {
    return bytes == 1 || bytes == 2 || bytes == 4;
  }

  private boolean fits(int at, int end, int referenceSize) {
    int type = (file.get(at) >> 4) & 0xF;
    long count = file.get(at) & 0xF;
    int start = at + 1;
    if (count == 0xF && type >= 4) {
      int width = start < end ? 1 << (file.get(start) & 0xF) : Integer.MAX_VALUE;
      if (width > 4 || start + 1 + width > end) {
        return false;
      }
      count = number(start + 1, width);
      start += 1 + width;
    }
    return count * bytesEach(type, referenceSize) <= end - start;
  }

  private static int bytesEach(int type, int referenceSize) {
    return switch (type) {
      case 4, 5 -> 1;
      case 6 -> 2;
      case 0xA, 0xB, 0xC -> referenceSize;
      case 0xD -> 2 * referenceSize;
      default -> 0;
    };
  }

  private long number(int at, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | (file.get(at + i) & 0xFF);
    }
    return value;
  }
}
