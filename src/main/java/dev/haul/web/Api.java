package dev.haul.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.haul.download.Command;
import dev.haul.download.Command.Verb;
import dev.haul.download.Declined;
import dev.haul.download.Declined.Kind;
import dev.haul.download.Download;
import dev.haul.download.Load;
import dev.haul.download.OpenDownloads;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptArchive;
import dev.haul.download.ReceiptJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the routes of the API call: requests become commands, what is known becomes JSON. */
public final class Api {

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private final Views views;
  private final ReceiptArchive archive;
  private final OpenDownloads downloads;
  private final Function<Download, Load.Chunks> chunks;

  /**
   * @param chunks what of an open download is written, in flight and waiting
   */
  public Api(
      Views views,
      ReceiptArchive archive,
      OpenDownloads downloads,
      Function<Download, Load.Chunks> chunks) {
    this.views = views;
    this.archive = archive;
    this.downloads = downloads;
    this.chunks = chunks;
  }

  /** The request was taken in. */
  public Reply accepted(List<String> ids) {
    ObjectNode json = Json.mapper().createObjectNode();
    ArrayNode all = json.putArray("downloads");
    ids.forEach(id -> all.addObject().put("id", id).put("href", View.PATH + id));
    return ids.size() == 1
        ? Reply.located(202, View.PATH + ids.get(0), json.toString())
        : Reply.json(202, json.toString());
  }

  /** Downloads, filtered and by the page. */
  public Reply downloads(@Nullable String query) throws Declined {
    Query wanted = Query.parse(query, List.of("state", "q", "limit", "offset"));
    Set<View.State> states = wanted.constants("state", View.State.class);
    String text = wanted.text("q");
    List<View> all = views.all();
    List<View> found =
        all.stream()
            .filter(view -> states.contains(view.state()))
            .filter(view -> text.isEmpty() || mentions(view, text))
            .toList();
    ObjectNode json = page(wanted, "downloads", found, Json.mapper()::valueToTree);
    json.set("totals", Json.mapper().valueToTree(Totals.of(all)));
    return Reply.json(200, json.toString());
  }

  private static boolean mentions(View view, String text) {
    return contains(view.name(), text) || contains(view.url(), text) || contains(view.id(), text);
  }

  private static boolean contains(@Nullable String where, String text) {
    return where != null && where.toLowerCase(Locale.ROOT).contains(text);
  }

  private static <T> ObjectNode page(
      Query wanted, String name, List<T> found, Function<T, JsonNode> writer) throws Declined {
    int offset = wanted.offset();
    ObjectNode json = Json.mapper().createObjectNode();
    ArrayNode shown = json.putArray(name);
    found.stream().skip(offset).limit(wanted.limit()).map(writer).forEach(shown::add);
    json.put("total", found.size()).put("offset", offset).put("limit", wanted.limit());
    return json;
  }

  public Reply download(String id) throws Declined {
    return Reply.json(200, Json.of(view(id)));
  }

  private View view(String id) throws Declined {
    View view = views.find(id);
    if (view == null) {
      view = views.of(receiptOf(id), null);
    }
    return view;
  }

  private Receipt receiptOf(String id) throws Declined {
    List<Receipt> found = archive.find(receipt -> receipt.id().equals(id));
    if (found.isEmpty()) {
      throw Declined.unknown(id);
    }
    return found.get(0);
  }

  public Reply chunks(String id) throws Declined {
    ChunkMap map = map(id);
    if (map == null) {
      throw Declined.unknown(id);
    }
    return Reply.json(200, Json.of(map));
  }

  /** What of a download is there, comes and waits; null when there is no such download. */
  public @Nullable ChunkMap map(String id) {
    Download open = downloads.byId(id);
    if (open != null) {
      return ChunkMap.of(id, open.progress(0).total(), chunks.apply(open));
    }
    try {
      View view = view(id);
      return ChunkMap.settled(id, view.size(), view.path() != null);
    } catch (Declined unknown) {
      return null;
    }
  }

  /** Receipts, filtered and by the page, the newest first. */
  public Reply receipts(@Nullable String query) throws Declined, IOException {
    Query wanted = Query.parse(query, List.of("outcome", "q", "limit", "offset"));
    Set<Receipt.Outcome> outcomes = wanted.constants("outcome", Receipt.Outcome.class);
    String text = wanted.text("q");
    List<Receipt> found =
        archive.find(
            receipt ->
                outcomes.contains(receipt.outcome())
                    && (text.isEmpty() || mentions(receipt, text)));
    return Reply.json(200, page(wanted, "receipts", found, Api::json).toString());
  }

  private static JsonNode json(Receipt receipt) {
    try {
      return Json.mapper().readTree(ReceiptJson.toJson(receipt));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a receipt is JSON", e);
    }
  }

  private static boolean mentions(Receipt receipt, String text) {
    Receipt.PublishedFile file = receipt.file();
    return contains(receipt.id(), text)
        || (file != null && (contains(file.path(), text) || contains(file.sha256(), text)))
        || contains(receipt.request().reference(), text)
        || contains(receipt.request().requestedBy(), text)
        || receipt.request().labels().values().stream().anyMatch(label -> contains(label, text))
        || receipt.sources().stream().anyMatch(source -> contains(source.url(), text));
  }

  public Reply receipt(String id) throws Declined {
    return Reply.json(200, ReceiptJson.toJson(receiptOf(id)));
  }

  /** The description of this API, OpenAPI 3. */
  public Reply description() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Api.class.getResourceAsStream("/haul/openapi.json"))) {
      return Reply.json(200, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  public Command pause(String id) {
    return Command.of(id, Verb.PAUSE);
  }

  public Command resume(String id) {
    return Command.of(id, Verb.RESUME);
  }

  public Command cancel(String id) {
    return Command.of(id, Verb.CANCEL);
  }

  public Command retry(String id) {
    return Command.of(id, Verb.RETRY);
  }

  public Command forget(String id) {
    return Command.of(id, Verb.FORGET);
  }

  /** The one thing of a download that can be changed. */
  public Command change(String id, @Nullable String body) throws Declined {
    try {
      JsonNode json = Json.mapper().readTree(body == null ? "" : body);
      JsonNode priority = json.path("priority");
      if (json.size() == 1
          && priority.isInt()
          && priority.intValue() >= 0
          && priority.intValue() <= 9) {
        return new Command(id, Verb.PRIORITY, priority.intValue());
      }
    } catch (JsonProcessingException e) {
      // The message below says what is expected.
    }
    throw new Declined(
        Kind.INVALID, "bad-request", "expected {\"priority\":N} with N from 0 (first) to 9 (last)");
  }

  /** What was commanded is written down and under way. */
  public Reply done(Command command) throws Declined {
    return command.verb() == Verb.FORGET
        ? Reply.empty()
        : Reply.json(command.verb() == Verb.PRIORITY ? 200 : 202, Json.of(view(command.id())));
  }

  /** Why a request is not served. */
  public Reply refuse(Exception cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof Declined declined) {
        return Reply.of(new Refusal(status(declined.kind()), declined.problem()));
      }
    }
    if (cause instanceof IOException) {
      LOG.error("a request could not be stored", cause);
      return Reply.of(
          Refusal.of(507, "not-stored", "Not stored", "the inbox cannot be written: " + cause));
    }
    LOG.error("a fault in Haul", cause);
    return Reply.of(Refusals.fault());
  }

  private static int status(Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case CONTRADICTORY -> 422;
      case UNKNOWN -> 404;
      case CONFLICT -> 409;
      case TOO_MUCH -> 413;
      case UNSUPPORTED -> 415;
    };
  }
}
