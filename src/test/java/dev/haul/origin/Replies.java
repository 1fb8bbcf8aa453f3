package dev.haul.origin;

/** Headers and redirects. */
public final class Replies {
  private static final String HOP = "hop=";
  private static final String LOGIN =
      """
      <!DOCTYPE html>
      <html><head><title>Sign in</title></head><body>
      <form method="post" action="/login">Your session has ended. Please sign in.</form>
      </body></html>
      """;

  private Replies() {}

  public static Behaviour header(String name, String value) {
    return Behaviour.answering((visit, answer) -> answer.headers.set(name, value));
  }

  /** A second field of the name, whatever the first says. */
  public static Behaviour anotherHeader(String name, String value) {
    return Behaviour.answering((visit, answer) -> answer.headers.add(name, value));
  }

  public static Behaviour withoutHeader(String name) {
    return Behaviour.answering((visit, answer) -> answer.headers.remove(name));
  }

  public static Behaviour contentDisposition(String value) {
    return header("Content-Disposition", value);
  }

  public static Behaviour contentType(String value) {
    return header("Content-Type", value);
  }

  /** 200 and a page that wants a login, whatever was asked. */
  public static Behaviour loginPage() {
    return Behaviour.answering(
        (visit, answer) -> {
          answer.refuse(200).send(Content.of(LOGIN), "text/html; charset=utf-8");
          answer.headers.set("Cache-Control", "no-store");
        });
  }

  /** HEAD says that there is an empty page of another version; GET is served. */
  public static Behaviour lyingHead() {
    return Behaviour.answering(
        (visit, answer) -> {
          if (visit.request.head()) {
            answer.headers.set("Content-Length", 0).set("Content-Type", "text/html");
            answer.headers.set("ETag", "\"of-head\"").remove("Accept-Ranges");
          }
        });
  }

  /** A status that has no body, without one: 204, 205, 304. */
  public static Behaviour nothing(int status) {
    return Behaviour.answering(
        (visit, answer) -> {
          answer.refuse(status);
          answer.headers.remove("Content-Length").remove("Content-Type");
          answer.length = 0;
        });
  }

  public static Behaviour redirectTo(String url) {
    return redirectTo(url, 302);
  }

  public static Behaviour redirectTo(String url, int status) {
    return Behaviour.answering((visit, answer) -> redirect(answer, url, status));
  }

  /** So many redirects to the same path with {@code ?hop=1} and so on, then the file. */
  public static Behaviour redirectHops(int hops) {
    return Behaviour.answering(
        (visit, answer) -> {
          int hop = hop(visit.request.query());
          if (hop < hops) {
            String query = visit.request.query().replaceAll("&?" + HOP + "\\d+", "");
            String next = (query.isEmpty() ? "" : query + "&") + HOP + (hop + 1);
            redirect(answer, visit.request.path() + "?" + next, 302);
          }
        });
  }

  public static Behaviour redirectLoop() {
    return Behaviour.answering((visit, answer) -> redirect(answer, visit.request.target(), 302));
  }

  private static int hop(String query) {
    for (String parameter : query.split("&", -1)) {
      if (parameter.startsWith(HOP)) {
        return Integer.parseInt(parameter.substring(HOP.length()));
      }
    }
    return 0;
  }

  static void redirect(Answer answer, String url, int status) {
    answer.refuse(status).headers.set("Location", url);
  }
}
