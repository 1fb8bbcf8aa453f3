package dev.haul.download;

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

/**
 * The digests of a file that is still arriving, up to its contiguous front.
 *
 * <p>Whoever writes at the front hashes its bytes while they are at hand; what was written ahead of
 * the front is read back, through the page cache, by whoever closes the gap. So little is left to
 * do at the end.
 *
 * <p>Behind long writes a {@link HashThread} hashes, while the writer reads on.
 */
public final class FrontHash {

  private static final int BUFFER_BYTES = 256 * 1024;

  private static final String CRC32C = "crc32c";

  /** One a thread, not one a file: small files would spend their time on clearing it. */
  private static final ThreadLocal<ByteBuffer> BUFFERS =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

  private final PartFile part;
  private final HashThread beside = new HashThread(this);
  private final ReentrantLock lock = new ReentrantLock();
  // All below guarded by lock.
  private final Map<String, MessageDigest> digests = new HashMap<>();
  private final CRC32C crc = new CRC32C();
  private final boolean wantsCrc;

  /** Bytes hashed. Written under the lock, read by those who wonder whether to take it. */
  private volatile long position;

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

  /**
   * Hashes bytes before the {@linkplain PartFile#front front} while they are at hand, and what is
   * left before it. If another thread is at it, that one does.
   *
   * @param at where they are in the file
   */
  void written(byte[] bytes, int count, long at) throws IOException {
    if (count >= PartFile.LONG_WRITE_BYTES && beside.takesOver()) {
      return;
    }
    if (lock.tryLock()) {
      try {
        if (position <= at) {
          advance(at);
          update(ByteBuffer.wrap(bytes, 0, count));
        }
      } finally {
        lock.unlock();
      }
    }
    follow();
  }

  /** Bytes that are hashed, from the first on. */
  public long position() {
    return position;
  }

  /** Bytes before the front that are not hashed yet. */
  long behind() {
    return part.front() - position;
  }

  /** Hashes up to the front. If another thread is at it, that one does. */
  void follow() throws IOException {
    while (behind() > 0 && lock.tryLock()) {
      try {
        advance(part.front());
      } finally {
        lock.unlock();
      }
    }
  }

  /** Hashes up to the front, after whoever is at it. */
  void catchUp() throws IOException {
    lock.lock();
    try {
      advance(part.front());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hashes the rest.
   *
   * @return digests in hex by algorithm
   */
  public Map<String, String> finish(long size) throws IOException {
    lock.lock();
    try {
      advance(size);
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
  private void advance(long end) throws IOException {
    ByteBuffer buffer = BUFFERS.get();
    while (position < end) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
      int count = part.read(buffer, position);
      if (count < 0) {
        throw new IOException("expected " + end + " bytes in " + part.path() + ", was " + position);
      }
      update(buffer.flip());
    }
  }

  /** Callers hold the lock. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void update(ByteBuffer bytes) {
    for (MessageDigest digest : digests.values()) {
      digest.update(bytes.duplicate());
    }
    if (wantsCrc) {
      crc.update(bytes.duplicate());
    }
    position += bytes.remaining();
  }
}
