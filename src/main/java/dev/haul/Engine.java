package dev.haul;

import dev.haul.download.DownloadRequest;
import dev.haul.download.Progress;
import dev.haul.download.Receipt;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The running bundle, as far as the command line needs it. */
interface Engine extends AutoCloseable {

  /** Starts the bundle with the given doors; a lambda in tests. */
  @FunctionalInterface
  interface Starter {
    Engine start(Configuration configuration, List<String> doors) throws Exception;
  }

  /**
   * Downloads all of {@code requests}.
   *
   * @param each is told every receipt as soon as it is there, from any thread
   * @return completes when every receipt was told, exceptionally when Haul is stopping
   */
  CompletionStage<?> get(List<DownloadRequest> requests, Consumer<Receipt> each);

  /** The downloads under way. */
  List<Progress> progress();

  /** What is on the disk of what is not finished; known once it is closed. */
  Kept kept();

  /** Stops everything; what is not finished can be resumed. */
  @Override
  void close();
}
