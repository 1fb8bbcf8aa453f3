package dev.haul.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file of the inbox as it was when it was taken.
 *
 * @param dropped when it came into the inbox: the same for the same file after a restart, and
 *     another one for the next file of that name, whatever its content and its date
 */
record Taken(Path path, long size, FileTime changed, Instant dropped) {

  static Taken of(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Taken(
        path, attributes.size(), attributes.lastModifiedTime(), dropped(path, attributes));
  }

  /** What a rename or a copy into the inbox sets, and nobody can set to another value. */
  private static Instant dropped(Path path, BasicFileAttributes attributes) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return ((FileTime) Files.getAttribute(path, "unix:ctime")).toInstant();
    }
    FileTime created = attributes.creationTime();
    FileTime changed = attributes.lastModifiedTime();
    return (created.compareTo(changed) > 0 ? created : changed).toInstant();
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  /**
   * @throws LeftAlone when the inbox has no such file any more, or a newer one
   */
  void expectUntouched() throws LeftAlone {
    try {
      Taken now = of(path);
      if (now.size() != size || !now.changed().equals(changed)) {
        throw new LeftAlone(name() + ": rewritten while in work; will be taken again");
      }
    } catch (IOException e) {
      throw new LeftAlone(name() + ": removed from the inbox while in work");
    }
  }
}
