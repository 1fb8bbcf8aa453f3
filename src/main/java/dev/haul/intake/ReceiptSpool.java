package dev.haul.intake;

import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The receipts of one list, on disk instead of in memory, one JSON a line; gone when closed. */
final class ReceiptSpool implements Closeable {

  private final FileChannel file;
  private final Writer out;

  /** On most systems the file loses its name at once, so that not even a crash leaves it. */
  ReceiptSpool(Path folder) throws IOException {
    Files.createDirectories(folder);
    file =
        FileChannel.open(
            folder.resolve("." + UUID.randomUUID() + ".tmp"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    out = new BufferedWriter(Channels.newWriter(file, StandardCharsets.UTF_8));
  }

  void add(Receipt receipt) throws IOException {
    out.write(ReceiptJson.toJson(receipt));
    out.write('\n');
  }

  /** Writes all receipts, comma and line feed between them; none can be added afterwards. */
  void copyTo(Writer target) throws IOException {
    out.flush();
    BufferedReader in =
        new BufferedReader(Channels.newReader(file.position(0), StandardCharsets.UTF_8));
    String separator = "";
    String line = in.readLine();
    while (line != null) {
      target.write(separator);
      target.write(line);
      separator = ",\n";
      line = in.readLine();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
