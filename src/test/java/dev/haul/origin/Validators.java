package dev.haul.origin;

import java.time.Instant;

/** Files that change, and servers that do not know what they have. */
public final class Validators {
  private Validators() {}

  /** Neither ETag nor Last-Modified. */
  public static Behaviour withoutValidators() {
    return Behaviour.asking(
        visit -> visit.resource = visit.resource.withEtag(null).withLastModified(null));
  }

  /** Only Last-Modified. */
  public static Behaviour withoutEtag() {
    return Behaviour.asking(visit -> visit.resource = visit.resource.withEtag(null));
  }

  public static Behaviour etag(String etag) {
    return Behaviour.asking(visit -> visit.resource = visit.resource.withEtag(etag));
  }

  public static Behaviour weakEtag() {
    return Behaviour.asking(
        visit -> visit.resource = visit.resource.withEtag("W/" + visit.resource.etag()));
  }

  public static Behaviour lastModified(Instant time) {
    return Behaviour.asking(visit -> visit.resource = visit.resource.withLastModified(time));
  }

  /** Another ETag for the same bytes after so many requests. */
  public static Behaviour changingEtag(int requests) {
    return etag("\"changed\"").from(requests);
  }

  /** An ETag of its own for each connection, as farms of servers have. */
  public static Behaviour etagPerConnection() {
    return Behaviour.asking(
        visit -> visit.resource = visit.resource.withEtag("\"node-" + visit.connection + "\""));
  }

  /** Another file, with its own ETag and time, after so many requests. */
  public static Behaviour changedContent(int requests, Content content) {
    Instant later = Resource.MODIFIED.plusSeconds(3600);
    return Behaviour.asking(
            visit -> visit.resource = visit.resource.withContent(content).withLastModified(later))
        .from(requests);
  }
}
