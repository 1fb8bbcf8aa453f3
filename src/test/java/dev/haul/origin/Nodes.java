package dev.haul.origin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Farms behind one name, and addresses that are good for a while only. They live on the path they
 * are given for: redirects lead to the same path with {@code ?node=N} or {@code ?token=N}.
 */
public final class Nodes {
  private static final String EXPIRED =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>
      """;

  private Nodes() {}

  /** Requests go to so many nodes in turn, each with an ETag and a time of its own; same bytes. */
  public static Behaviour inTurn(int nodes) {
    return Behaviour.asking(visit -> as(visit, visit.number % nodes));
  }

  /** Every request is redirected to one of so many nodes, each with its own ETag and time. */
  public static Behaviour redirected(int nodes) {
    return new Behaviour() {
      @Override
      public void before(Visit visit) {
        parameter(visit, "node").ifPresent(node -> as(visit, Long.parseLong(node)));
      }

      @Override
      public void after(Visit visit, Answer answer) {
        if (parameter(visit, "node").isEmpty()) {
          redirect(visit, answer, "node=" + visit.number % nodes);
        }
      }
    };
  }

  /** Redirects to these addresses in turn. */
  public static Behaviour redirectedTo(List<String> urls) {
    return Behaviour.answering(
        (visit, answer) -> Replies.redirect(answer, urls.get(visit.number % urls.size()), 302));
  }

  /**
   * The path redirects to itself with a token that is good until the path had so many requests
   * more, whoever made them; after that it gets the status and a page of XML, as a signed URL does.
   * The path itself always gives a fresh one.
   */
  public static Behaviour signed(int requests, int status) {
    return Behaviour.answering(
        (visit, answer) -> {
          Optional<String> token = parameter(visit, "token");
          if (token.isEmpty()) {
            redirect(visit, answer, "token=" + visit.number);
          } else if (visit.number - Long.parseLong(token.get()) > requests) {
            answer.refuse(status).send(Content.of(EXPIRED), "application/xml");
          }
        });
  }

  private static void as(Visit visit, long node) {
    Instant time = Resource.MODIFIED.plusSeconds(node);
    visit.resource = visit.resource.withEtag("\"node-" + node + "\"").withLastModified(time);
  }

  private static void redirect(Visit visit, Answer answer, String parameter) {
    String query = visit.request.query();
    String next = (query.isEmpty() ? "" : query + "&") + parameter;
    Replies.redirect(answer, visit.request.path() + "?" + next, 302);
  }

  private static Optional<String> parameter(Visit visit, String name) {
    return Optional.ofNullable(parameters(visit).get(name));
  }

  private static Map<String, String> parameters(Visit visit) {
    return Parameters.parse(visit.request.query());
  }
}
