package dev.haul.disk;

import java.nio.file.attribute.FileTime;

/** What a name stands for. */
interface Node {
  FileTime changed();

  void changed(FileTime time);
}
