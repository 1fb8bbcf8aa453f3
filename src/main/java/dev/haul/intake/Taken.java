package dev.haul.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A file of the inbox as it was when it was taken. */
record Taken(Path path, long size, FileTime changed, Instant at) {

  static Taken of(Path path, Instant now) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Taken(path, attributes.size(), attributes.lastModifiedTime(), now);
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  /**
   * @throws LeftAlone when the inbox has no such file any more, or a newer one
   */
  void expectUntouched() throws LeftAlone {
    try {
      Taken now = of(path, at);
      if (!now.equals(this)) {
        throw new LeftAlone(name() + ": rewritten while in work; will be taken again");
      }
    } catch (IOException e) {
      throw new LeftAlone(name() + ": removed from the inbox while in work");
    }
  }
}
