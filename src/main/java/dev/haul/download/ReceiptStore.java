package dev.haul.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
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

  /** File systems keep coarser times than the clock; FAT those of two seconds. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(3);

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
      Path path = numbered(day, receipt.id(), i);
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

  /** Removes a receipt whose file did not get its name, for good. */
  public void revoke(Path written) throws IOException {
    Files.delete(written);
    DurableFolder.sync(Objects.requireNonNull(written.getParent(), "a receipt has a folder"));
  }

  /** The newest receipt of the same request whose file is still there in its full size, or null. */
  public @Nullable Receipt findPublished(Download download) {
    return newest(download, "", receipt -> isUsable(receipt, download));
  }

  /**
   * The newest receipt of this very job, which its source gave before and gives again, or null. It
   * is older than the name of its file: whether that is there has to be seen.
   *
   * <p>A dropped file is known by its name and time, a message by the id its sender gave it, else
   * by the broker's.
   */
  public @Nullable Receipt findOfSameJob(Download download) {
    DownloadRequest request = download.request();
    DownloadRequest.Origin origin = request.origin();
    if (origin.door() == Door.QUEUE) {
      return newest(download, "", receipt -> isSameMessage(receipt, request));
    }
    if (origin.reference() == null) {
      return null;
    }
    String since = LocalDate.ofInstant(origin.receivedAt(), ZoneOffset.UTC).toString();
    return newest(download, since, receipt -> isSameJob(receipt, request));
  }

  private interface Condition {
    boolean holds(Receipt receipt) throws IOException;
  }

  private @Nullable Receipt newest(Download download, String since, Condition condition) {
    Path root = download.folder().resolve(place);
    if (!Files.isDirectory(root)) {
      return null;
    }
    try (Stream<Path> days = Files.list(root)) {
      List<Path> newestFirst =
          days.filter(day -> String.valueOf(day.getFileName()).compareTo(since) >= 0)
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path day : newestFirst) {
        Receipt found = newestOf(day, download.id(), condition);
        if (found != null) {
          return found;
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot look for earlier receipts in {}: {}", root, e.toString());
    }
    return null;
  }

  private static @Nullable Receipt newestOf(Path day, String id, Condition condition) {
    int count = 0;
    while (Files.isRegularFile(numbered(day, id, count))) {
      count++;
    }
    for (int i = count - 1; i >= 0; i--) {
      Path path = numbered(day, id, i);
      try {
        Receipt receipt = ReceiptJson.read(Files.readString(path));
        if (condition.holds(receipt)) {
          return receipt;
        }
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("ignoring the receipt {}: {}", path, e.toString());
      }
    }
    return null;
  }

  private static Path numbered(Path day, String id, int i) {
    return day.resolve(id + (i == 0 ? "" : "." + i) + ".json");
  }

  private boolean isSameJob(Receipt receipt, DownloadRequest request) {
    DownloadRequest.Origin origin = request.origin();
    Receipt.Asked asked = receipt.request();
    return asked.door() == origin.door()
        && Objects.equals(asked.reference(), origin.reference())
        && asked.receivedAt().equals(origin.receivedAt())
        && isPublished(receipt)
        && isSameContent(receipt, request);
  }

  /** Whether what is asked for is the same, too, is to be seen: an id may be taken twice. */
  private static boolean isSameMessage(Receipt receipt, DownloadRequest request) {
    Receipt.Asked asked = receipt.request();
    return asked.door() == Door.QUEUE
        && isPublished(receipt)
        && (request.id() != null
            || Objects.equals(asked.reference(), request.origin().reference()));
  }

  /** Whether {@code receipt} tells of what {@code request} asks for; its file may be numbered. */
  public boolean isSameContent(Receipt receipt, DownloadRequest request) {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    return redaction.redact(request.url()).equals(receipt.sources().get(0).url())
        && (request.size() == null || request.size() == file.size())
        && request.checksums().stream().allMatch(checksum -> isProven(checksum, receipt, file));
  }

  private boolean isUsable(Receipt receipt, Download download) throws IOException {
    return isPublished(receipt)
        && isOf(receipt, download.request())
        && isUntouched(receipt, download.folder())
        && !isUnnamed(receipt, download.partPath());
  }

  /** After a crash the file may still lack its name, and an older one be there in its place. */
  private static boolean isUnnamed(Receipt receipt, Path part) throws IOException {
    return part.toFile().exists()
        && Files.size(part) == Objects.requireNonNull(receipt.file()).size()
        && PartFile.links(part) == 1;
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

  /**
   * Whoever wrote to the file since its receipt made another file of it. And one that is older than
   * its own download is the file that was to be replaced when the power failed.
   */
  private static boolean isUntouched(Receipt receipt, Path folder) throws IOException {
    Receipt.PublishedFile file = Objects.requireNonNull(receipt.file());
    Path path = folder.resolve(file.path());
    return Files.isRegularFile(path)
        && Files.size(path) == file.size()
        && isOfThatTime(Files.getLastModifiedTime(path).toInstant(), receipt)
        && folder.toAbsolutePath().normalize().equals(path.getParent());
  }

  private static boolean isOfThatTime(Instant changed, Receipt receipt) {
    Instant began = receipt.transfer().startedAt().minus(CLOCKS_DIFFER);
    return changed.equals(Objects.requireNonNull(receipt.file()).lastModified())
        || (!changed.isAfter(receipt.transfer().finishedAt())
            && (receipt.outcome() != Receipt.Outcome.PROVEN || !changed.isBefore(began)));
  }
}
