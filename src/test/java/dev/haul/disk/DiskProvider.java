package dev.haul.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As much of a file system as downloads need. */
final class DiskProvider extends FileSystemProvider {

  private final PowerDisk disk;

  DiskProvider(PowerDisk disk) {
    this.disk = disk;
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Node node = disk.find(path);
    if (node != null && options.contains(StandardOpenOption.CREATE_NEW)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (node == null) {
      if (!options.contains(StandardOpenOption.CREATE)
          && !options.contains(StandardOpenOption.CREATE_NEW)) {
        throw new NoSuchFileException(path.toString());
      }
      node = new FileNode(new byte[0]);
      disk.add(path, node);
    }
    DiskChannel channel = new DiskChannel(disk, node, path);
    if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)
        && options.contains(StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    return channel;
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String name : disk.names(folder)) {
      Path path = folder.resolve(name);
      if (filter.accept(path)) {
        found.add(path);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return found.iterator();
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    disk.add(folder, new FolderNode());
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    if (disk.isElsewhere(existing, link)) {
      throw new FileSystemException(
          link.toString(), existing.toString(), "Invalid cross-device link");
    }
    disk.add(link, disk.get(existing));
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.remove(path);
  }

  @Override
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    Set<CopyOption> chosen = Set.of(options);
    if (disk.isElsewhere(from, to)) {
      throw new AtomicMoveNotSupportedException(
          from.toString(), to.toString(), "Invalid cross-device link");
    }
    disk.rename(
        from,
        to,
        chosen.contains(StandardCopyOption.ATOMIC_MOVE)
            || chosen.contains(StandardCopyOption.REPLACE_EXISTING));
  }

  @Override
  public void copy(Path from, Path to, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return disk.get(one) == disk.get(other);
  }

  @Override
  public boolean isHidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    disk.get(path);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type == BasicFileAttributeView.class ? (V) new View(path) : null;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getName());
    }
    Node node = disk.get(path);
    long size = node instanceof FileNode file ? disk.bytes(file).length : 0;
    return (A) new Attributes(node, node.changed(), size);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    Node node = disk.get(path);
    return switch (names) {
      case "unix:nlink" -> Map.of("nlink", disk.links(node));
      case "unix:ctime" -> Map.of("ctime", node.changed());
      default -> throw new UnsupportedOperationException(names);
    };
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  public String getScheme() {
    return "power";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileStore getFileStore(Path path) {
    return new DiskStore();
  }

  private final class View implements BasicFileAttributeView {
    private final Path path;

    View(Path path) {
      this.path = path;
    }

    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return DiskProvider.this.readAttributes(path, BasicFileAttributes.class);
    }

    @Override
    public void setTimes(
        @Nullable FileTime changed, @Nullable FileTime accessed, @Nullable FileTime created)
        throws IOException {
      if (changed != null) {
        disk.get(path).changed(changed);
      }
    }
  }

  private record Attributes(Node node, FileTime changed, long size) implements BasicFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
      return changed;
    }

    @Override
    public FileTime lastAccessTime() {
      return changed;
    }

    @Override
    public FileTime creationTime() {
      return changed;
    }

    @Override
    public boolean isRegularFile() {
      return node instanceof FileNode;
    }

    @Override
    public boolean isDirectory() {
      return node instanceof FolderNode;
    }

    @Override
    public boolean isSymbolicLink() {
      return false;
    }

    @Override
    public boolean isOther() {
      return false;
    }

    @Override
    public Object fileKey() {
      return node;
    }
  }
}
