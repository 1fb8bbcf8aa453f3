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

  /** Only Last-Modified, in the same second as Date: not a strong validator (RFC 9110 8.8.2.2). */
  public static Behaviour modifiedJustNow() {
    Instant now = Instant.now();
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        visit.resource = visit.resource.withEtag(null).withLastModified(now);
      }

      @Override
      public void after(Visit visit, Answer answer) {
        answer.headers.set("Date", HonestServer.date(now));
      }
    };
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

  /** Another file after so many requests, and only its bytes tell: same ETag, same time. */
  public static Behaviour changedInSecret(int requests, Content content) {
    return Behaviour.asking(
            visit ->
                visit.resource =
                    visit.resource.withContent(content).withEtag(visit.resource.etag()))
        .from(requests);
  }
}
