package dev.haul.download;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All receipts that {@link ReceiptStore} wrote, to be searched; each is read once.
 *
 * <p>Folders below the downloads folder that got files have receipts of their own, so it is walked
 * when the archive is first asked; later ones become known by their receipts.
 */
public final class ReceiptArchive {

  private static final Logger LOG = LoggerFactory.getLogger(ReceiptArchive.class);
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  /** Deeper folders are not looked into. */
  private static final int DEEPEST = 12;

  /** As many receipts are looked through, those of the last days. */
  private static final int MOST = 20_000;

  private static final int MOST_FOLDERS = 100_000;

  private final Path root;
  private final Path place;

  // All guarded by this.
  private final Set<Path> folders = new HashSet<>();
  private final Map<Path, Receipt> read = new HashMap<>();
  private boolean walked;

  /**
   * @param root the downloads folder
   * @param place {@code haul.receipts}: a folder below the one of each download, or absolute
   */
  public ReceiptArchive(Path root, Path place) {
    this.root = root;
    this.place = place;
  }

  /** A request has its receipt. */
  public synchronized void add(DownloadRequest request) {
    Path folder = request.dir() == null ? root : root.resolve(request.dir()).normalize();
    folders.add(folder.resolve(place));
  }

  /** Those that {@code wanted} holds for, the newest first. */
  public synchronized List<Receipt> find(Predicate<Receipt> wanted) {
    walk();
    List<Path> files = newest();
    read.keySet().retainAll(new HashSet<>(files));
    for (Path file : files) {
      if (!read.containsKey(file)) {
        keep(file);
      }
    }
    Comparator<Receipt> byEnd = Comparator.comparing(ReceiptArchive::end);
    return read.values().stream().filter(wanted).sorted(byEnd.reversed()).toList();
  }

  private static Instant end(Receipt receipt) {
    return receipt.transfer().finishedAt();
  }

  private void walk() {
    if (walked) {
      return;
    }
    walked = true;
    folders.add(root.resolve(place));
    if (place.isAbsolute() || !Files.isDirectory(root)) {
      return;
    }
    try {
      Files.walkFileTree(
          root,
          EnumSet.noneOf(java.nio.file.FileVisitOption.class),
          DEEPEST,
          new SimpleFileVisitor<>() {
            private int seen;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              if (Files.isDirectory(folder.resolve(place))) {
                folders.add(folder.resolve(place));
              }
              boolean own = String.valueOf(folder.getFileName()).equals(".haul");
              return own
                  ? FileVisitResult.SKIP_SUBTREE
                  : ++seen > MOST_FOLDERS ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.warn("cannot look for receipts below {}: {}", root, e.toString());
    }
  }

  /** The files of the last days, as many as are kept in memory. */
  private List<Path> newest() {
    List<Path> days = new ArrayList<>();
    for (Path folder : folders) {
      days.addAll(list(folder));
    }
    days.removeIf(day -> !DAY.matcher(String.valueOf(day.getFileName())).matches());
    days.sort(Comparator.comparing((Path day) -> String.valueOf(day.getFileName())).reversed());
    List<Path> files = new ArrayList<>();
    for (Path day : days) {
      list(day).stream().filter(file -> file.toString().endsWith(".json")).forEach(files::add);
      if (files.size() >= MOST) {
        break;
      }
    }
    return files.size() > MOST ? files.subList(0, MOST) : files;
  }

  private void keep(Path file) {
    Receipt receipt = readable(file);
    if (receipt != null) {
      read.put(file, receipt);
    }
  }

  private static @Nullable Receipt readable(Path file) {
    try {
      return ReceiptJson.read(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      // One that is being written just now, or somebody else's file.
      LOG.debug("no receipt: {}", file, e);
      return null;
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.toList());
    } catch (IOException e) {
      LOG.warn("cannot list {}: {}", folder, e.toString());
      return List.of();
    }
  }
}
