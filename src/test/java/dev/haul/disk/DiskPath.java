package dev.haul.disk;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of a {@link PowerDisk}: the system's own arithmetic, on another file system. */
record DiskPath(DiskFileSystem system, Path names) implements Path {

  private DiskPath with(Path other) {
    return new DiskPath(system, other);
  }

  private @Nullable DiskPath orNull(@Nullable Path other) {
    return other == null ? null : with(other);
  }

  /** A relative path of the system's own is as good here. */
  private static Path names(Path other) {
    return other instanceof DiskPath here ? here.names : other;
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return names.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return orNull(names.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return orNull(names.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return orNull(names.getParent());
  }

  @Override
  public int getNameCount() {
    return names.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return with(names.getName(index));
  }

  @Override
  public Path subpath(int from, int to) {
    return with(names.subpath(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return names.startsWith(names(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return names.endsWith(names(other));
  }

  @Override
  public Path normalize() {
    return with(names.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return with(names.resolve(names(other)));
  }

  @Override
  public Path relativize(Path other) {
    return with(names.relativize(names(other)));
  }

  @Override
  public URI toUri() {
    return URI.create("power:" + names);
  }

  @Override
  public Path toAbsolutePath() {
    return with(Path.of("/").resolve(names));
  }

  @Override
  public Path toRealPath(LinkOption... options) {
    return toAbsolutePath().normalize();
  }

  @Override
  public File toFile() {
    return new DiskFile(this);
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    throw new IOException("nobody watches this disk");
  }

  @Override
  public int compareTo(Path other) {
    return names.compareTo(names(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DiskPath path && path.names.equals(names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return names.toString();
  }

  /** What some ask a {@link File} for because it throws less. */
  private static final class DiskFile extends File {
    private static final long serialVersionUID = 1L;
    private final transient DiskPath path;

    DiskFile(DiskPath path) {
      super(path.toString());
      this.path = path;
    }

    @Override
    public boolean exists() {
      return Files.exists(path);
    }

    @Override
    public boolean isFile() {
      return Files.isRegularFile(path);
    }

    @Override
    public boolean isDirectory() {
      return Files.isDirectory(path);
    }

    @Override
    public long length() {
      try {
        return Files.size(path);
      } catch (IOException e) {
        return 0;
      }
    }

    @Override
    public boolean canWrite() {
      return exists();
    }

    @Override
    public long getTotalSpace() {
      return DiskFileSystem.SPACE;
    }

    @Override
    public long getFreeSpace() {
      return DiskFileSystem.SPACE;
    }

    @Override
    public long getUsableSpace() {
      return DiskFileSystem.SPACE;
    }

    @Override
    public Path toPath() {
      return path;
    }
  }
}
