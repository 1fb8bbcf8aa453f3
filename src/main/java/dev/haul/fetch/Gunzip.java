package dev.haul.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decodes gzip and proves it: it ends only where a member ends whose CRC and length match (RFC 1952
 * §2.3), and nothing may follow but another member.
 *
 * <p>Java's own GZIPInputStream takes anything behind a member, also a member whose first bytes are
 * late, for the end.
 */
final class Gunzip extends InputStream {

  /** So many bytes tell whether there is a member at all. */
  static final int MAGIC_BYTES = 2;

  private static final int MAGIC = 0x1f8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream coded;
  private final Inflater inflater = new Inflater(true);
  private final byte[] block = new byte[64 * 1024];
  private final CRC32 crc = new CRC32();
  private int from;
  private int until;
  private boolean inMember;
  private boolean ended;

  Gunzip(InputStream coded) {
    this.coded = coded;
  }

  /**
   * Looks at the first bytes, which stay to be read.
   *
   * @param body with room to push back {@link #MAGIC_BYTES}
   */
  static boolean beginsWithMagic(PushbackInputStream body) throws IOException {
    byte[] first = body.readNBytes(MAGIC_BYTES);
    body.unread(first);
    return first.length == MAGIC_BYTES && ((first[0] & 0xff) << 8 | (first[1] & 0xff)) == MAGIC;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember) {
        begin();
        continue;
      }
      int count = inflate(target, offset, most);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        finishMember();
      } else {
        need();
        inflater.setInput(block, from, until - from);
        from = until;
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int most) throws ZipException {
    try {
      int count = inflater.inflate(target, offset, most);
      if (count == 0 && inflater.needsDictionary()) {
        throw new ZipException("gzip: wants a dictionary");
      }
      return count;
    } catch (DataFormatException e) {
      throw new ZipException("gzip: " + e.getMessage());
    }
  }

  private void begin() throws IOException {
    if (from == until && !fill()) {
      if (inflater.getBytesWritten() == 0 && inflater.getBytesRead() == 0) {
        throw new EOFException("gzip: empty");
      }
      ended = true;
      return;
    }
    if ((next() << 8 | next()) != MAGIC || next() != DEFLATE) {
      throw new ZipException("gzip: what follows is not gzip");
    }
    int flags = next();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    skipText(flags & NAME);
    skipText(flags & COMMENT);
    skip((flags & HEADER_CRC) != 0 ? 2 : 0);
    inflater.reset();
    crc.reset();
    inMember = true;
  }

  private void finishMember() throws IOException {
    from = until - inflater.getRemaining();
    long sum = word();
    long length = word();
    if (sum != crc.getValue() || length != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new ZipException("gzip: the checksum does not match");
    }
    inMember = false;
  }

  private long word() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skipText(int flag) throws IOException {
    if (flag != 0) {
      while (next() != 0) {
        // Up to the zero.
      }
    }
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private int next() throws IOException {
    need();
    return block[from++] & 0xff;
  }

  private void need() throws IOException {
    if (from == until && !fill()) {
      throw new EOFException("gzip: ended early");
    }
  }

  private boolean fill() throws IOException {
    int count = coded.read(block, 0, block.length);
    from = 0;
    until = Math.max(0, count);
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    coded.close();
  }
}
