package dev.haul.intake;

import dev.haul.download.DurableFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file that is there whole after a crash, or not at all. */
final class DurableFile {

  /** Produces the text. */
  interface Content {
    void writeTo(Writer out) throws IOException;
  }

  private DurableFile() {}

  static void write(Path target, Content content) throws IOException {
    Path unfinished = target.resolveSibling("." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
              FileChannel.open(
                  unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          Writer out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      DurableFolder.sync(folder);
    }
  }
}
