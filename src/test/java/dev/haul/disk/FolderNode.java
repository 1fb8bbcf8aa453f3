package dev.haul.disk;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A folder: the names that programs see, and those that are durable. */
final class FolderNode implements Node {

  final Map<String, Node> entries = new TreeMap<>();
  final Map<String, Node> durable = new TreeMap<>();
  private FileTime changed = FileTime.from(Instant.now());

  static void put(Map<String, Node> to, String name, @Nullable Node node) {
    if (node == null) {
      to.remove(name);
    } else {
      to.put(name, node);
    }
  }

  @Override
  public FileTime changed() {
    return changed;
  }

  @Override
  public void changed(FileTime time) {
    changed = time;
  }
}
