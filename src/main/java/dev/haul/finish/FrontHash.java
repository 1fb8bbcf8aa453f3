package dev.haul.finish;

import dev.haul.download.Checksum;
import dev.haul.download.PartFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/** The digests of a file that is still arriving, up to its contiguous front. */
final class FrontHash {

  private static final int BUFFER_BYTES = 256 * 1024;

  private static final String CRC32C = "crc32c";

  /** One a thread, not one a file: small files would spend their time on clearing it. */
  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

  private final PartFile part;
  private final ReentrantLock lock = new ReentrantLock();
  // All below guarded by lock.
  private final Map<String, MessageDigest> digests = new HashMap<>();
  private final CRC32C crc = new CRC32C();
  private final boolean wantsCrc;
  private long position;

  /**
   * @param wanted checksums asked for beside SHA-256
   */
  FrontHash(PartFile part, Collection<Checksum> wanted) {
    this.part = part;
    this.wantsCrc = wanted.stream().anyMatch(checksum -> checksum.algorithm().equals(CRC32C));
    digests.put("sha-256", digest("sha-256"));
    wanted.stream()
        .map(Checksum::algorithm)
        .filter(algorithm -> !algorithm.equals(CRC32C))
        .forEach(algorithm -> digests.computeIfAbsent(algorithm, FrontHash::digest));
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  /** Hashes up to {@code front} unless another thread is at it. */
  void follow(long front) throws IOException {
    if (lock.tryLock()) {
      try {
        advance(front);
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Hashes the rest.
   *
   * @return digests in hex by algorithm
   */
  Map<String, String> finish(long size) throws IOException {
    lock.lock();
    try {
      advance(size);
      if (position != size) {
        throw new IOException(
            "expected " + size + " bytes in " + part.path() + ", was " + position);
      }
      Map<String, String> hex = new HashMap<>();
      digests.forEach(
          (algorithm, digest) -> hex.put(algorithm, HexFormat.of().formatHex(digest.digest())));
      hex.put(CRC32C, HexFormat.of().toHexDigits((int) crc.getValue()));
      return hex;
    } finally {
      lock.unlock();
    }
  }

  /** Reads back through the page cache. Callers hold the lock. */
  private void advance(long front) throws IOException {
    ByteBuffer buffer = BUFFERS.get();
    while (position < front) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), front - position));
      int count = part.read(buffer, position);
      if (count < 0) {
        return;
      }
      buffer.flip();
      for (MessageDigest digest : digests.values()) {
        digest.update(buffer.rewind());
      }
      if (wantsCrc) {
        crc.update(buffer.rewind());
      }
      position += count;
    }
  }
}
