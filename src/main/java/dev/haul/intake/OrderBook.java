package dev.haul.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.Backlog;
import dev.haul.download.DurableFolder;
import dev.haul.download.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was ordered for downloads that have no receipt yet, as files beside their requests, so that
 * a paused download is paused after a restart too.
 *
 * <pre>
 * inbox/.haul/orders/ID.json: {"file":"daily.txt","paused":true,"priority":3,"cancelled":false}
 * </pre>
 *
 * It goes when the file that holds the request leaves the inbox.
 */
public final class OrderBook {

  private static final Logger LOG = LoggerFactory.getLogger(OrderBook.class);
  private static final String SUFFIX = ".json";

  private final Path inbox;
  private final Path folder;
  private final Backlog backlog;

  public OrderBook(Path inbox, Backlog backlog) {
    this.inbox = inbox;
    this.folder = inbox.resolve(".haul").resolve("orders");
    this.backlog = backlog;
  }

  /** Reads what was ordered before; what is of no file in the inbox any more is removed. */
  public void load() {
    for (Path file : files()) {
      try {
        JsonNode json = PlainJson.MAPPER.readTree(file.toFile());
        String name = json.path("file").asText();
        if (name.isEmpty() || !Files.exists(inbox.resolve(name))) {
          Files.deleteIfExists(file);
          continue;
        }
        String id = String.valueOf(file.getFileName());
        JsonNode priority = json.path("priority");
        backlog.order(
            id.substring(0, id.length() - SUFFIX.length()),
            new Order(
                json.path("paused").asBoolean(),
                priority.isInt() ? priority.intValue() : null,
                json.path("cancelled").asBoolean()));
      } catch (IOException e) {
        LOG.warn("{} cannot be read and is ignored: {}", file, e.toString());
      }
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", folder, e.toString());
      return List.of();
    }
  }

  /**
   * From now on {@code order} holds, after a crash too.
   *
   * @param file of the inbox that holds the request; null for a request that came in another way,
   *     whose source gives it again if need be
   */
  void keep(String id, @Nullable String file, Order order) throws IOException {
    if (file != null) {
      DurableFolder.create(folder);
      if (order.equals(Order.NONE)) {
        Files.deleteIfExists(path(id));
      } else {
        ObjectNode json = PlainJson.MAPPER.createObjectNode();
        json.put("file", file);
        json.put("paused", order.paused());
        json.put("priority", order.priority());
        json.put("cancelled", order.cancelled());
        DurableFile.write(path(id), out -> out.write(json + "\n"));
      }
    }
    backlog.order(id, order);
  }

  /** The inbox has taken a file with these requests. */
  void took(String file, List<Backlog.Entry> requests) {
    backlog.add(file, requests);
  }

  /** A file has left the inbox. */
  void left(String file) {
    forget(backlog.left(file));
  }

  /** Their requests are done with. */
  void forget(Collection<String> ids) {
    for (String id : ids) {
      try {
        Files.deleteIfExists(path(id));
      } catch (IOException e) {
        LOG.warn("{} cannot be removed: {}", path(id), e.toString());
      }
    }
  }

  private Path path(String id) {
    return folder.resolve(id + SUFFIX);
  }
}
