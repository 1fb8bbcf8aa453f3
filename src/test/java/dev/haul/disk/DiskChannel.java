package dev.haul.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file, or folder, of a {@link PowerDisk}. */
final class DiskChannel extends FileChannel {

  private final PowerDisk disk;
  private final Node node;
  private final Path path;
  private final int run;
  private long position;
  private boolean locks;

  DiskChannel(PowerDisk disk, Node node, Path path) {
    this.disk = disk;
    this.node = node;
    this.path = path;
    this.run = disk.run();
  }

  private FileNode file() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (node instanceof FileNode file) {
      return file;
    }
    throw new IOException(path + ": is a directory");
  }

  @Override
  public int read(ByteBuffer to, long at) throws IOException {
    byte[] bytes = disk.bytes(file());
    if (at >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(to.remaining(), bytes.length - at);
    to.put(bytes, (int) at, count);
    return count;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int count = read(to, position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public int write(ByteBuffer from, long at) throws IOException {
    byte[] bytes = new byte[disk.takes(from.remaining())];
    from.get(bytes);
    disk.write(file(), (int) at, bytes, run);
    return bytes.length;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int count = write(from, position);
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long next) {
    position = next;
    return this;
  }

  @Override
  public long size() throws IOException {
    return disk.bytes(file()).length;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    if (size < size()) {
      disk.truncate(file(), (int) size, run);
    }
    position = Math.min(position, size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    disk.sync(node, path);
  }

  @Override
  public @Nullable FileLock tryLock(long at, long size, boolean shared) throws IOException {
    if (!disk.lock(file())) {
      return null;
    }
    locks = true;
    return new FileLock(this, at, size, shared) {
      @Override
      public boolean isValid() {
        return DiskChannel.this.isOpen();
      }

      @Override
      public void release() {
        unlock();
      }
    };
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    FileLock lock = tryLock(at, size, shared);
    if (lock == null) {
      throw new IOException(path + ": locked, and nobody waits on this disk");
    }
    return lock;
  }

  private void unlock() {
    if (locks && node instanceof FileNode file) {
      disk.unlock(file, run);
      locks = false;
    }
  }

  @Override
  protected void implCloseChannel() {
    unlock();
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel from, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException();
  }
}
