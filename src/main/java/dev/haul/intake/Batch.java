package dev.haul.intake;

import dev.haul.download.DownloadRequest;
import dev.haul.download.Receipt;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one input asks for, in its order.
 *
 * @param id the requester's own, or derived from name and content: the same input has the same id
 * @param name the input, for people: a file name, or {@code -}
 * @param list whether it is answered by a batch of receipts instead of a single one
 * @param requests at least one
 * @param listener called with each receipt of a list as it comes, in the order of completion, one
 *     at a time; or null
 */
public record Batch(
    String id,
    String name,
    boolean list,
    List<DownloadRequest> requests,
    @Nullable Consumer<Receipt> listener) {

  public Batch {
    if (requests.isEmpty() || (!list && requests.size() > 1)) {
      throw new IllegalArgumentException(
          "a batch that is a list: " + list + ", of " + requests.size() + " requests");
    }
    requests = List.copyOf(requests);
  }

  public Batch withListener(Consumer<Receipt> newListener) {
    return new Batch(id, name, list, requests, newListener);
  }

  /** The first request; of an input that is no list, the only one. */
  public DownloadRequest first() {
    return requests.get(0);
  }
}
