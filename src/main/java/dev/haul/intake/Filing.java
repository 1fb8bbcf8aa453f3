package dev.haul.intake;

import dev.haul.download.DurableFolder;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts receipts beside the place a file of the inbox goes to: {@code done/NAME.receipt.json}. What
 * is there stays; the newer one gets {@code NAME.1}, and its receipt {@code NAME.1.receipt.json}.
 */
final class Filing {

  private static final String RECEIPT = ".receipt.json";
  private static final String REMAINING = ".remaining.txt";

  private final Path inbox;

  /** Places being written to: between the choice of a name and the receipt that shows it taken. */
  private final Set<Path> claimed = ConcurrentHashMap.newKeySet();

  Filing(Path inbox) {
    this.inbox = inbox.toAbsolutePath().normalize();
  }

  Path done(Taken file, DurableFile.Content receipt) throws IOException {
    return file(inbox.resolve("done"), file, receipt, null);
  }

  /**
   * @param remaining a list of what is still to be downloaded, or null
   */
  Path failed(Taken file, DurableFile.Content receipt, @Nullable String remaining)
      throws IOException {
    return file(inbox.resolve("failed"), file, receipt, remaining);
  }

  /** Returns the place that is now free for the file itself, for this caller alone. */
  private Path file(
      Path folder, Taken file, DurableFile.Content receipt, @Nullable String remaining)
      throws IOException {
    DurableFolder.create(folder);
    Path place = claim(folder, file);
    try {
      if (remaining != null) {
        DurableFile.write(beside(place, REMAINING), out -> out.write(remaining));
      }
      DurableFile.write(beside(place, RECEIPT), receipt);
      return place;
    } finally {
      claimed.remove(place);
    }
  }

  private Path claim(Path folder, Taken file) {
    for (int i = 0; ; i++) {
      Path place = folder.resolve(i == 0 ? file.name() : file.name() + "." + i);
      if (claimed.add(place)) {
        if (!exists(place) && isFreeFor(file, beside(place, RECEIPT))) {
          return place;
        }
        claimed.remove(place);
      }
    }
  }

  /** Whether no receipt is there, or one of the same file, which was to follow before a crash. */
  private static boolean isFreeFor(Taken file, Path receipt) {
    if (!exists(receipt)) {
      return true;
    }
    try (BufferedReader in = Files.newBufferedReader(receipt)) {
      String first = in.readLine();
      String line = first != null && first.endsWith("[") ? in.readLine() : first;
      Receipt.Asked asked = ReceiptJson.read(String.valueOf(line)).request();
      return asked.receivedAt().equals(file.dropped())
          && String.valueOf(asked.reference()).matches(Pattern.quote(file.name()) + "(:\\d+)*");
    } catch (IOException | UncheckedIOException unreadable) {
      return false;
    }
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Where the list of what remains stands for a file at {@code place}. */
  static Path remaining(Path place) {
    return beside(place, REMAINING);
  }

  private static Path beside(Path place, String suffix) {
    return place.resolveSibling(place.getFileName() + suffix);
  }
}
