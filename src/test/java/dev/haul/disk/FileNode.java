package dev.haul.disk;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A file: what programs see of it, what of that is durable, and what was written since. */
final class FileNode implements Node {

  static final int SECTOR = 512;

  /**
   * @param bytes null when the file was cut to {@code at}
   */
  private record Write(int at, byte @Nullable [] bytes) {}

  /** How the unsynced part of one file may look after a power cut. */
  private enum Rest {
    LOST,
    WHOLE,
    /** In the order it was written, up to some moment. */
    PREFIX,
    /** Each sector by chance, as a disk with a cache reorders them. */
    SECTORS,
    /** The size only, as file systems do that allocate late. */
    SIZE
  }

  private byte[] bytes;
  private byte[] durable;
  private final List<Write> pending = new ArrayList<>();
  private FileTime changed = FileTime.from(Instant.now());
  private boolean locked;

  FileNode(byte[] bytes) {
    this.bytes = bytes;
    this.durable = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  void write(int at, byte[] some) {
    pending.add(new Write(at, some));
    bytes = written(bytes, at, some);
    changed = FileTime.from(Instant.now());
  }

  void truncate(int size) {
    pending.add(new Write(size, null));
    bytes = Arrays.copyOf(bytes, size);
    changed = FileTime.from(Instant.now());
  }

  void sync() {
    pending.clear();
    durable = bytes;
  }

  private static byte[] written(byte[] before, int at, byte[] some) {
    byte[] after = Arrays.copyOf(before, Math.max(before.length, at + some.length));
    System.arraycopy(some, 0, after, at, some.length);
    return after;
  }

  FileNode afterCut(Random random) {
    FileNode left = new FileNode(pending.isEmpty() ? durable : remains(random));
    left.changed = changed;
    return left;
  }

  private byte[] remains(Random random) {
    Rest rest = Rest.values()[random.nextInt(Rest.values().length)];
    if (rest == Rest.LOST) {
      return durable;
    }
    if (rest == Rest.WHOLE) {
      return bytes;
    }
    byte[] left = durable;
    int count = rest == Rest.PREFIX ? random.nextInt(pending.size() + 1) : pending.size();
    for (Write write : pending.subList(0, count)) {
      left =
          switch (rest) {
            case PREFIX -> applied(left, write);
            case SECTORS -> someSectors(left, write, random);
            default -> Arrays.copyOf(left, Math.max(left.length, bytes.length));
          };
    }
    return left;
  }

  private static byte[] applied(byte[] before, Write write) {
    return write.bytes() == null
        ? Arrays.copyOf(before, write.at())
        : written(before, write.at(), write.bytes());
  }

  private byte[] someSectors(byte[] before, Write write, Random random) {
    if (write.bytes() == null) {
      return random.nextBoolean() ? before : Arrays.copyOf(before, write.at());
    }
    int end = write.at() + write.bytes().length;
    byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
    for (int at = write.at(); at < end; ) {
      int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
      if (random.nextBoolean()) {
        System.arraycopy(write.bytes(), at - write.at(), after, at, next - at);
      } else if (at / SECTOR * SECTOR >= durable.length && random.nextInt(8) == 0) {
        byte[] garbage = new byte[next - at];
        random.nextBytes(garbage);
        System.arraycopy(garbage, 0, after, at, garbage.length);
      }
      at = next;
    }
    return after;
  }

  @Override
  public FileTime changed() {
    return changed;
  }

  @Override
  public void changed(FileTime time) {
    changed = time;
  }

  /**
   * @return false when somebody has it
   */
  boolean lock() {
    boolean free = !locked;
    locked = true;
    return free;
  }

  void unlock() {
    locked = false;
  }
}
