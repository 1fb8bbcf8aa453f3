package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), which every Java has. In hex it has 64 lower-case digits. */
public final class Sha256 {

  private static final int BUFFER_BYTES = 1 << 20;

  /** Where bytes come from, as from a channel. */
  public interface Input {
    /** Bytes put into {@code buffer}, or -1 at the end. */
    int read(ByteBuffer buffer) throws IOException;
  }

  private Sha256() {}

  public static byte[] of(String text) {
    return digest().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String hex(String text) {
    return hex(of(text));
  }

  /** The digest of all the parts in a row. */
  public static String hex(byte[]... parts) {
    MessageDigest digest = digest();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return hex(digest.digest());
  }

  /** Reads to the end. */
  public static String hex(Input input) throws IOException {
    MessageDigest digest = digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (input.read(buffer.clear()) >= 0) {
      digest.update(buffer.flip());
    }
    return hex(digest.digest());
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
