package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every receipt of every door, {@code YYYY-MM-DD/ID.json} (UTC), durable before its file gets its
 * final name. A later receipt of the same id and day is {@code ID.1.json}, and so on.
 */
public final class ReceiptStore {

  private static final Logger LOG = LoggerFactory.getLogger(ReceiptStore.class);

  private final Path place;
  private final UrlRedaction redaction;

  /**
   * @param place a folder; a relative one is below each download's own folder
   * @param redaction by which the URLs in receipts were written
   */
  public ReceiptStore(Path place, UrlRedaction redaction) {
    this.place = place;
    this.redaction = redaction;
  }

  /**
   * Writes {@code receipt} and makes it durable.
   *
   * @param folder the download's folder
   * @return where it was written
   */
  public Path write(Receipt receipt, Path folder) throws IOException {
    Path day =
        folder
            .resolve(place)
            .resolve(
                LocalDate.ofInstant(receipt.transfer().finishedAt(), ZoneOffset.UTC).toString());
    DurableFolder.create(day);
    byte[] json = (ReceiptJson.toJson(receipt) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; ; i++) {
      Path path = day.resolve(receipt.id() + (i == 0 ? "" : "." + i) + ".json");
      try (FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer all = ByteBuffer.wrap(json);
        while (all.hasRemaining()) {
          file.write(all);
        }
        file.force(true);
      } catch (FileAlreadyExistsException e) {
        LOG.trace("{} is taken", path);
        continue;
      } catch (IOException e) {
        Files.deleteIfExists(path);
        throw e;
      }
      DurableFolder.sync(day);
      return path;
    }
  }

  /** The newest receipt of the same request whose file is still there in its full size, or null. */
  public @Nullable Receipt findPublished(Download download) {
    return find(download, receipt -> isUsable(receipt, download));
  }

  /**
   * The newest receipt of the same job that tells of a file, whatever became of that since, or
   * null. A job is known by its requester's id, or by where it came from.
   */
  public @Nullable Receipt findAnswer(Download download) {
    DownloadRequest request = download.request();
    return find(
        download,
        receipt ->
            isPublished(receipt)
                && (request.id() != null
                    || Objects.equals(
                        request.origin().reference(), receipt.request().reference())));
  }

  /** Whether {@code receipt} tells of what {@code request} asks for; names may differ. */
  public boolean isSameContent(Receipt receipt, DownloadRequest request) {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    return redaction.redact(request.url()).equals(receipt.sources().get(0).url())
        && (request.size() == null || request.size() == file.size())
        && request.checksums().stream().allMatch(checksum -> isProven(checksum, receipt, file));
  }

  /** Which receipts count. */
  private interface Test {
    boolean of(Receipt receipt) throws IOException;
  }

  private @Nullable Receipt find(Download download, Test test) {
    Path root = download.folder().resolve(place);
    if (!Files.isDirectory(root)) {
      return null;
    }
    try (Stream<Path> days = Files.list(root)) {
      List<Path> newestFirst = days.sorted(Comparator.reverseOrder()).toList();
      for (Path day : newestFirst) {
        Receipt found = newestOf(day, download, test);
        if (found != null) {
          return found;
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot look for earlier receipts in {}: {}", root, e.toString());
    }
    return null;
  }

  private static @Nullable Receipt newestOf(Path day, Download download, Test test) {
    Receipt newest = null;
    for (int i = 0; ; i++) {
      Path path = day.resolve(download.id() + (i == 0 ? "" : "." + i) + ".json");
      if (!Files.isRegularFile(path)) {
        return newest;
      }
      try {
        Receipt receipt = ReceiptJson.read(Files.readString(path));
        newest = test.of(receipt) ? receipt : newest;
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("ignoring the receipt {}: {}", path, e.toString());
      }
    }
  }

  private boolean isUsable(Receipt receipt, Download download) throws IOException {
    return isPublished(receipt)
        && isOf(receipt, download.request())
        && isUntouched(receipt, download.folder());
  }

  private static boolean isPublished(Receipt receipt) {
    return receipt.file() != null && receipt.outcome().isSuccess() && !receipt.sources().isEmpty();
  }

  /** A 304 for another URL would say nothing; and the file must be what is asked for now. */
  private boolean isOf(Receipt receipt, DownloadRequest request) {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    Path name = Path.of(file.path()).getFileName();
    return isSameContent(receipt, request)
        && (request.name() == null || request.name().equals(String.valueOf(name)));
  }

  private static boolean isProven(Checksum checksum, Receipt receipt, Receipt.PublishedFile file) {
    return checksum.algorithm().equals("sha-256")
        ? checksum.hex().equals(file.sha256())
        : receipt.proof().checks().stream()
            .anyMatch(
                check ->
                    check.matched()
                        && check.algorithm().equals(checksum.algorithm())
                        && check.expected().equals(checksum.hex()));
  }

  /** Whoever wrote to the file since its receipt made another file of it. */
  private static boolean isUntouched(Receipt receipt, Path folder) throws IOException {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    Path path = Path.of(file.path());
    return Files.isRegularFile(path)
        && Files.size(path) == file.size()
        && !Files.getLastModifiedTime(path).toInstant().isAfter(receipt.transfer().finishedAt())
        && folder.toAbsolutePath().normalize().equals(path.getParent());
  }
}
