package dev.haul.origin;

/** Headers and redirects. */
public final class Replies {
  private static final String HOP = "hop=";

  private Replies() {}

  public static Behaviour header(String name, String value) {
    return Behaviour.answering((visit, answer) -> answer.headers.set(name, value));
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

  private static void redirect(Answer answer, String url, int status) {
    answer.refuse(status).headers.set("Location", url);
  }
}
