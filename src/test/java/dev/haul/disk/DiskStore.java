package dev.haul.disk;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

/** What a {@link PowerDisk} says of itself: there is always room. */
final class DiskStore extends FileStore {

  private static final long ROOM_BYTES = 1L << 40;

  @Override
  public String name() {
    return "power";
  }

  @Override
  public String type() {
    return "power";
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public long getTotalSpace() {
    return ROOM_BYTES;
  }

  @Override
  public long getUsableSpace() {
    return ROOM_BYTES;
  }

  @Override
  public long getUnallocatedSpace() {
    return ROOM_BYTES;
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return false;
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return false;
  }

  @Override
  public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
    return null;
  }

  @Override
  public Object getAttribute(String attribute) {
    throw new UnsupportedOperationException();
  }
}
