package dev.haul.download;

/**
 * How much of a file system downloads leave to others.
 *
 * @param bytes so many, or at most so many
 * @param atMost whether a small file system keeps only a twentieth of itself free
 */
public record KeepFree(long bytes, boolean atMost) {

  /** 64 MiB, or a twentieth of the file system where that is less. */
  public static final KeepFree AUTO = new KeepFree(64L << 20, true);

  private static final int PART = 20;

  /** Exactly so many bytes, whatever the size of the file system. */
  public static KeepFree of(long bytes) {
    return new KeepFree(bytes, false);
  }

  /** Bytes that stay free of a file system that has {@code total} bytes. */
  long ofTotal(long total) {
    return atMost ? Math.min(bytes, total / PART) : bytes;
  }
}
