package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A real file whose disk says no when told to, as no disk does at will. */
final class FaultyChannel extends FileChannel {

  private final FileChannel real;

  /** What the next syncs fail with; null when they work. */
  @Nullable String syncFault;

  /** What the next writes fail with, after half of the bytes; null when they work. */
  @Nullable String writeFault;

  private FaultyChannel(FileChannel real) {
    this.real = real;
  }

  static FaultyChannel create(Path path) throws IOException {
    return new FaultyChannel(
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (syncFault != null) {
      throw new IOException(syncFault);
    }
    real.force(metaData);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    if (writeFault == null) {
      return real.write(source, position);
    }
    if (source.remaining() > 1) {
      ByteBuffer half = source.slice(source.position(), source.remaining() / 2);
      int written = real.write(half, position);
      source.position(source.position() + written);
      return written;
    }
    throw new IOException(writeFault);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    real.truncate(size);
    return this;
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }

  @Override
  public int read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileChannel position(long position) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
