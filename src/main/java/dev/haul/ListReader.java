package dev.haul;

import dev.haul.download.DownloadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads the file of {@code -i}; the name's extension tells the format. */
@FunctionalInterface
interface ListReader {

  /**
   * @throws IOException saying what is wrong and in which line
   */
  List<DownloadRequest> read(String name, InputStream in) throws IOException;
}
