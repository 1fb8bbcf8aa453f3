package dev.haul.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that promises no more than POSIX does: bytes are durable once their file was
 * synced, names once their folder was. When the power fails, chance decides what else is there:
 * sectors of 512 bytes and names in any order, sizes without their bytes, what was on the disk
 * before. Only changes of one and the same name keep their order, and a rename is one change.
 *
 * <p>Everything is guarded by the disk.
 */
public final class PowerDisk {

  /** A sync that this disk only pretends to make. */
  public interface Lie {
    boolean tellsOf(String path);
  }

  private record Key(FolderNode folder, String name) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.folder == folder && key.name.equals(name);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(folder) * 31 + name.hashCode();
    }
  }

  private record Entry(Key key, @Nullable Node node) {
    static Entry of(FolderNode folder, String name, @Nullable Node node) {
      return new Entry(new Key(folder, name), node);
    }

    void applyTo(Map<String, Node> names) {
      FolderNode.put(names, key.name(), node);
    }
  }

  private record Change(List<Entry> entries) {
    boolean touches(FolderNode folder) {
      return entries.stream().anyMatch(entry -> entry.key().folder() == folder);
    }

    boolean touches(Set<Key> keys) {
      return entries.stream().anyMatch(entry -> keys.contains(entry.key()));
    }

    void makeDurable() {
      entries.forEach(entry -> entry.applyTo(entry.key().folder().durable));
    }
  }

  private final Random random;
  private final Lie lie;
  private FolderNode root = new FolderNode();
  private List<Change> pending = new ArrayList<>();
  private long left = Long.MAX_VALUE;
  private boolean off;
  private int run;
  private @Nullable Path mount;
  private @Nullable String syncFault;
  private @Nullable String writeFault;

  public PowerDisk(Random random) {
    this(random, path -> false);
  }

  public PowerDisk(Random random, Lie lie) {
    this.random = random;
    this.lie = lie;
  }

  /** Its root folder, as programs see it. */
  public Path root() {
    return new DiskPath(new DiskFileSystem(this), Path.of("/"));
  }

  /** What is below {@code folder} is another file system from now on. */
  public synchronized void mountAt(Path folder) {
    mount = folder;
  }

  /** Whether no rename and no link leads from one to the other. */
  synchronized boolean isElsewhere(Path from, Path to) {
    return mount != null && from.startsWith(mount) != to.startsWith(mount);
  }

  /** The power fails at the {@code changes}-th change or sync from now on. */
  public synchronized void cutAfter(long changes) {
    left = changes;
  }

  /** What syncs fail with from now on; null when they work again. */
  public synchronized void failSyncs(@Nullable String reason) {
    syncFault = reason;
  }

  /** What writes fail with from now on, after half of their bytes; null when they work again. */
  public synchronized void failWrites(@Nullable String reason) {
    writeFault = reason;
  }

  /** All that is there is durable. */
  public synchronized void settle() {
    pending.forEach(Change::makeDurable);
    pending.clear();
    files(root).forEach(FileNode::sync);
  }

  /**
   * Every program ends at once; the system goes on, and has all that was written. It is taken to go
   * on long enough to keep folders that are new: a program that finds one does not sync it again.
   */
  public synchronized void kill() {
    end();
    keep(change -> change.entries().stream().anyMatch(e -> e.node() instanceof FolderNode));
  }

  private void end() {
    off = false;
    run++;
    left = Long.MAX_VALUE;
    files(root).forEach(FileNode::unlock);
  }

  private void keep(Predicate<Change> which) {
    Set<Change> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    pending.stream().filter(which).forEach(wanted::add);
    List<Change> kept = chosen(wanted);
    kept.forEach(Change::makeDurable);
    pending.removeIf(change -> kept.stream().anyMatch(other -> other == change));
  }

  /** Every program ends, and the disk has what was durable and whatever else chance left. */
  public synchronized void cutPower() {
    end();
    List<Change> lost = chosen(survivors());
    lost.forEach(Change::makeDurable);
    pending = new ArrayList<>();
    root = (FolderNode) afterCut(root, new IdentityHashMap<>());
  }

  private Set<Change> survivors() {
    Set<Change> survivors = Collections.newSetFromMap(new IdentityHashMap<>());
    int how = random.nextInt(4);
    int count = how == 1 ? random.nextInt(pending.size() + 1) : pending.size();
    for (Change change : pending.subList(0, how == 0 ? 0 : count)) {
      if (how != 2 || random.nextBoolean()) {
        survivors.add(change);
      }
    }
    return survivors;
  }

  /** Those of the changes, and what came before them to the same names, in their order. */
  private List<Change> chosen(Set<Change> wanted) {
    List<Change> chosen = new ArrayList<>();
    Set<Key> needed = new HashSet<>();
    for (int i = pending.size() - 1; i >= 0; i--) {
      Change change = pending.get(i);
      if (wanted.contains(change) || change.touches(needed)) {
        change.entries().forEach(entry -> needed.add(entry.key()));
        chosen.add(0, change);
      }
    }
    return chosen;
  }

  private Node afterCut(Node node, Map<Node, Node> done) {
    Node known = done.get(node);
    if (known != null) {
      return known;
    }
    if (node instanceof FileNode file) {
      FileNode after = file.afterCut(random);
      done.put(node, after);
      return after;
    }
    FolderNode after = new FolderNode();
    done.put(node, after);
    ((FolderNode) node)
        .durable.forEach((name, child) -> after.entries.put(name, afterCut(child, done)));
    after.durable.putAll(after.entries);
    return after;
  }

  private static Collection<FileNode> files(FolderNode folder) {
    List<FileNode> files = new ArrayList<>();
    for (Node node : folder.entries.values()) {
      if (node instanceof FileNode file) {
        files.add(file);
      } else {
        files.addAll(files((FolderNode) node));
      }
    }
    return files;
  }

  // What the file system asks for; each change may be the last.

  /** The run of programs that is on now; a channel of an earlier one is dead. */
  synchronized int run() {
    return run;
  }

  private void expectOn() {
    if (off) {
      throw new PowerCut();
    }
  }

  private void step() {
    left--;
    if (left <= 0) {
      off = true;
      throw new PowerCut();
    }
  }

  private void change(Entry... entries) {
    for (Entry entry : entries) {
      entry.applyTo(entry.key().folder().entries);
    }
    pending.add(new Change(List.of(entries)));
    step();
  }

  synchronized byte[] bytes(FileNode file) {
    expectOn();
    return file.bytes();
  }

  synchronized void write(FileNode file, int at, byte[] bytes, int by) {
    expectAlive(by);
    file.write(at, bytes);
    step();
  }

  /** How many of {@code count} bytes the next write takes. */
  synchronized int takes(int count) throws IOException {
    if (writeFault != null && count == 1) {
      throw new IOException(writeFault);
    }
    return writeFault == null ? count : count / 2;
  }

  synchronized void truncate(FileNode file, int size, int by) {
    expectAlive(by);
    file.truncate(size);
    step();
  }

  private void expectAlive(int by) {
    expectOn();
    if (by != run) {
      throw new IllegalStateException("written by a program that was killed");
    }
  }

  synchronized boolean lock(FileNode file) {
    expectOn();
    return file.lock();
  }

  synchronized void unlock(FileNode file, int by) {
    if (by == run) {
      file.unlock();
    }
  }

  synchronized void sync(Node node, Path path) throws IOException {
    expectOn();
    if (syncFault != null) {
      throw new IOException(syncFault);
    }
    step();
    if (lie.tellsOf(path.toString())) {
      return;
    }
    if (node instanceof FileNode file) {
      file.sync();
      return;
    }
    keep(change -> change.touches((FolderNode) node));
  }

  synchronized @Nullable Node find(Path path) {
    expectOn();
    Node node = root;
    for (Path name : path.toAbsolutePath().normalize()) {
      node = node instanceof FolderNode folder ? folder.entries.get(name.toString()) : null;
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  synchronized Node get(Path path) throws NoSuchFileException {
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  synchronized FolderNode folder(Path path) throws IOException {
    if (get(path) instanceof FolderNode folder) {
      return folder;
    }
    throw new NotDirectoryException(path.toString());
  }

  private FolderNode parent(Path path) throws IOException {
    return folder(path.toAbsolutePath().normalize().getParent());
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  synchronized List<String> names(Path folder) throws IOException {
    return List.copyOf(folder(folder).entries.keySet());
  }

  synchronized void add(Path path, Node node) throws IOException {
    if (find(path) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    change(Entry.of(parent(path), name(path), node));
  }

  synchronized void remove(Path path) throws IOException {
    if (get(path) instanceof FolderNode folder && !folder.entries.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    change(Entry.of(parent(path), name(path), null));
  }

  synchronized void rename(Path from, Path to, boolean over) throws IOException {
    Node node = get(from);
    Node there = find(to);
    if (there instanceof FolderNode || (there != null && !over)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    change(Entry.of(parent(from), name(from), null), Entry.of(parent(to), name(to), node));
  }

  synchronized int links(Node node) {
    expectOn();
    return (int) files(root).stream().filter(file -> file == node).count();
  }
}
