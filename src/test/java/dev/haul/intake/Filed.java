package dev.haul.intake;

import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What happens to a file of the inbox whose download has its file. */
public final class Filed {

  private Filed() {}

  public static void move(Path file, Receipt receipt) throws IOException {
    Path place =
        new Filing(file.getParent())
            .done(Taken.of(file), out -> out.write(ReceiptJson.toJson(receipt)));
    Files.move(file, place);
  }
}
