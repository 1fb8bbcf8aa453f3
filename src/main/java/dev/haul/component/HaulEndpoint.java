package dev.haul.component;

import dev.haul.HaulBundle;
import dev.haul.download.IfExists;
import dev.haul.events.EventTypes;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Download files over HTTP until each one is whole and proven.
 *
 * <p>{@code haul:get} takes a URL, a request as JSON, a Map or a {@code DownloadRequest} and
 * answers with a {@code Receipt}, which converts to {@code File}, {@code Path}, {@code InputStream}
 * and, as JSON, {@code String}. Options say what holds for the whole flow; what is of one file is
 * in the body, and wins.
 */
@UriEndpoint(
    firstVersion = "1.0.0",
    scheme = "haul",
    title = "Haul",
    syntax = "haul:operation",
    category = {Category.FILE, Category.HTTP},
    headersClass = HaulHeaders.class)
public class HaulEndpoint extends DefaultEndpoint implements AsyncEndpoint {

  @UriPath(
      description =
          "get (to) downloads what the body asks for; events (from) gives what happens to all"
              + " downloads of this context.")
  @Metadata(required = true)
  private final Operation operation;

  @UriParam(
      label = "producer",
      description = "Folder below the downloads folder, for requests that name none.")
  private @Nullable String dir;

  @UriParam(
      label = "producer",
      description =
          "What to do about an existing file of that name, for requests that do not say: reuse"
              + " takes it when it is proven and unchanged on the server, else renames; rename adds"
              + " a number; replace puts the new file in its place; fail fails. The key"
              + " haul.downloads.if-exists if not set.",
      enums = "reuse,rename,replace,fail")
  private @Nullable String ifExists;

  @UriParam(
      label = "producer",
      description = "Most connections of a download, for requests that do not say.")
  private @Nullable Integer connections;

  @UriParam(
      label = "producer",
      description = "From 0 (first) to 9 (last), for requests that do not say; 5 if not set.")
  private @Nullable Integer priority;

  @UriParam(
      label = "producer",
      description = "Who asks, for the receipts of requests that do not say.")
  private @Nullable String requestedBy;

  @UriParam(label = "producer", description = "Reserved for a later release.")
  private @Nullable String site;

  @UriParam(
      label = "consumer",
      defaultValue = "completed,failed,cancelled",
      description =
          "What to give, words between commas: proven, unchanged (together: completed), failed and"
              + " cancelled give receipts; started and progress say how far a download is.")
  private String types = "completed,failed,cancelled";

  HaulEndpoint(String uri, HaulComponent component, Operation operation) {
    super(uri, component);
    this.operation = operation;
  }

  /**
   * @throws IllegalArgumentException naming the option that cannot be, and what can
   */
  void check() {
    if (site != null) {
      throw new IllegalArgumentException("site is not supported yet; leave it out");
    }
    if (ifExists != null) {
      IfExists.parse(ifExists);
    }
    if (connections != null && connections < 1) {
      throw new IllegalArgumentException("connections: expected 1 or more, was " + connections);
    }
    if (priority != null && (priority < 0 || priority > 9)) {
      throw new IllegalArgumentException("priority: expected 0 to 9, was " + priority);
    }
    EventTypes.parse(types);
  }

  @Override
  public Producer createProducer() throws Exception {
    if (operation != Operation.get) {
      throw new IllegalArgumentException("haul:events only gives; send requests to haul:get");
    }
    return new GetProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (operation != Operation.events) {
      throw new IllegalArgumentException("haul:get only takes; receive from haul:events");
    }
    EventsConsumer consumer = new EventsConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  HaulBundle bundle() throws Exception {
    return ((HaulComponent) getComponent()).bundle();
  }

  public Operation getOperation() {
    return operation;
  }

  public @Nullable String getDir() {
    return dir;
  }

  public void setDir(@Nullable String dir) {
    this.dir = dir;
  }

  public @Nullable String getIfExists() {
    return ifExists;
  }

  public void setIfExists(@Nullable String ifExists) {
    this.ifExists = ifExists;
  }

  public @Nullable Integer getConnections() {
    return connections;
  }

  public void setConnections(@Nullable Integer connections) {
    this.connections = connections;
  }

  public @Nullable Integer getPriority() {
    return priority;
  }

  public void setPriority(@Nullable Integer priority) {
    this.priority = priority;
  }

  public @Nullable String getRequestedBy() {
    return requestedBy;
  }

  public void setRequestedBy(@Nullable String requestedBy) {
    this.requestedBy = requestedBy;
  }

  public @Nullable String getSite() {
    return site;
  }

  public void setSite(@Nullable String site) {
    this.site = site;
  }

  public String getTypes() {
    return types;
  }

  public void setTypes(String types) {
    this.types = types;
  }
}
