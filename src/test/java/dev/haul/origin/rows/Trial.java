package dev.haul.origin.rows;

import dev.haul.origin.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One client and one row: served, fetched, and compared with what is right. */
final class Trial {
  private static final String KEPT_ASIDE = ".haul";

  private final Path base;
  private final Duration patience;

  /**
   * @param base where the folders of the trials are made and removed
   * @param patience after this long a client hangs
   */
  Trial(Path base, Duration patience) {
    this.base = base;
    this.patience = patience;
  }

  Outcome run(Row row, Client client) {
    String refusal = row.notRun() == null ? client.refusal(row) : row.notRun();
    if (refusal != null) {
      return new Outcome(Outcome.End.NOT_RUN, refusal, false, 0, 0, 0);
    }
    Path root = base.resolve("row-" + row.number().replace('+', 'x'));
    Path folder = root.resolve("a/b/c");
    try (Stage stage = new Stage(row.way())) {
      Files.createDirectories(folder);
      return run(row, client, stage, root, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      remove(root);
    }
  }

  private Outcome run(Row row, Client client, Stage stage, Path root, Path folder)
      throws IOException {
    String url = row.serve(stage);
    client.prepare();
    long begin = System.nanoTime();
    try {
      Client.Result result = client.fetch(row, stage, url, folder, patience);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      return judge(row, result, root, folder, millis, stage.sent());
    } catch (TimeoutException e) {
      return new Outcome(Outcome.End.HANGS, "", false, patience.toMillis(), stage.sent(), 0);
    }
  }

  private static Outcome judge(
      Row row, Client.Result result, Path root, Path folder, long millis, long sent)
      throws IOException {
    String stray = stray(root, folder);
    Path file = result.file();
    if (stray != null) {
      return new Outcome(Outcome.End.WRONG, "beside its folder: " + stray, false, millis, sent, 0);
    }
    if (file == null) {
      long left = visible(folder);
      String problem = result.problem() + (left == 0 ? "" : ", leaves " + left + " bytes");
      boolean named = result.named() && left == 0;
      return new Outcome(Outcome.End.ERROR, problem, named, millis, sent, 0);
    }
    if (!Files.isRegularFile(file)) {
      return new Outcome(Outcome.End.WRONG, "no file", false, millis, sent, 0);
    }
    long size = Files.size(file);
    boolean right = row.rights().stream().anyMatch(content -> same(content, file));
    return right
        ? new Outcome(Outcome.End.RIGHT, "", false, millis, sent, size)
        : new Outcome(Outcome.End.WRONG, "(" + size + ")", false, millis, sent, size);
  }

  /** A file that is not in the folder it was to go to, or null. */
  private static @Nullable String stray(Path root, Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> Files.isRegularFile(path) && !path.startsWith(folder))
          .map(path -> root.relativize(path).toString())
          .findFirst()
          .orElse(null);
    }
  }

  /** Bytes of what a user might take for the file. */
  private static long visible(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      long bytes = 0;
      for (Path path : (Iterable<Path>) all::iterator) {
        boolean aside = folder.relativize(path).startsWith(KEPT_ASIDE);
        bytes += !aside && Files.isRegularFile(path) ? Files.size(path) : 0;
      }
      return bytes;
    }
  }

  private static boolean same(Content content, Path file) {
    try {
      return Files.size(file) == content.size()
          && Content.of(Files.readAllBytes(file)).sha256().equals(content.sha256());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder and all below. */
  static void remove(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + root + ": " + e);
    }
  }
}
