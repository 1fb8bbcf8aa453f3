package dev.haul.web;

import dev.haul.download.Sha256;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may be served: a pure function of its first lines, asked before any
 * path is looked at, so that no path can be forgotten.
 *
 * <p>The name in Host stops a web page whose own name leads to this machine (DNS rebinding); Origin
 * and Sec-Fetch-Site stop a web page that sends requests here (CSRF); the token stops everybody
 * else on the network.
 */
public final class Guard {

  /**
   * What the guard goes by.
   *
   * @param loopback whether only this machine can connect
   * @param token what a request has to prove it knows; null for nothing
   * @param names names by which the server is called, beside those it has anyway; lower case
   * @param open exact paths that need no token
   */
  public record Settings(
      boolean loopback, @Nullable String token, Set<String> names, Set<String> open) {}

  /**
   * The headers that pass, in lower case. To Camel every header is a value that some step may read,
   * its own ones are even orders: what nobody here needs stays outside.
   */
  static final Set<String> PASS =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "idempotency-key",
          "if-modified-since",
          "if-none-match",
          "last-event-id",
          "origin",
          "transfer-encoding",
          "user-agent");

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  /** What a form of another site can send without being asked first. */
  private static final Set<String> FORMS =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  private final Settings settings;

  public Guard(Settings settings) {
    this.settings = settings;
  }

  /**
   * Whether a request may be served.
   *
   * @param target the request target as it was sent
   * @param headers all values of a header
   * @return why not, or null when it may be served
   */
  public @Nullable Refusal check(
      String method, String target, Function<String, List<String>> headers) {
    if (!METHODS.contains(method)) {
      return Refusal.of(
          405,
          "method-not-allowed",
          "Method not allowed",
          "this server has GET, HEAD, POST, PATCH and DELETE; no page of another site may use it");
    }
    if (!target.startsWith("/") || namesCamel(target)) {
      return Refusal.of(
          400,
          "bad-target",
          "Bad request target",
          "expected a path such as /api/v1/downloads, with parameters it knows");
    }
    String host = only(headers.apply("Host"));
    if (host == null || !isOurs(host)) {
      return Refusal.of(
          403,
          "wrong-host",
          "Wrong host",
          "the Host header has no name of this server; add it to haul.http.names if it is one");
    }
    if (isFromElsewhere(method, host, headers)) {
      return Refusal.of(
          403, "wrong-origin", "Wrong origin", "a page of another site may not send requests here");
    }
    if (!READING.contains(method) && isForm(headers.apply("Content-Type"))) {
      return Refusal.of(415, "form", "Unsupported media type", "send application/json, not a form");
    }
    return isKnown(target, headers.apply("Authorization"))
        ? null
        : Refusal.of(
            401,
            "token-required",
            "Token required",
            "send the header Authorization: Bearer TOKEN, with the token of haul.http.token");
  }

  /** The value of a header that has to be there exactly once. */
  private static @Nullable String only(List<String> values) {
    return values.size() == 1 ? values.get(0) : null;
  }

  private boolean isOurs(String host) {
    var parts = HOST.matcher(host);
    if (!parts.matches()) {
      return false;
    }
    String name = parts.group(1).toLowerCase(Locale.ROOT);
    // A name can be made to lead anywhere; an address cannot.
    return LOOPBACK.matcher(name).matches()
        || settings.names().contains(name)
        || (!settings.loopback() && ADDRESS.matcher(name).matches());
  }

  private static boolean isFromElsewhere(
      String method, String host, Function<String, List<String>> headers) {
    List<String> origins = headers.apply("Origin");
    if (!origins.isEmpty()) {
      String origin = String.valueOf(only(origins)).toLowerCase(Locale.ROOT);
      String name = host.toLowerCase(Locale.ROOT);
      return !origin.equals("http://" + name) && !origin.equals("https://" + name);
    }
    List<String> sites = headers.apply("Sec-Fetch-Site");
    boolean followsLink =
        READING.contains(method) && headers.apply("Sec-Fetch-Mode").contains("navigate");
    return !followsLink && (sites.contains("cross-site") || sites.contains("same-site"));
  }

  private static boolean isForm(List<String> types) {
    return types.stream()
        .map(type -> type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .anyMatch(FORMS::contains);
  }

  /** Camel makes headers of parameters, and some of its own headers are orders. */
  private static boolean namesCamel(String target) {
    int mark = target.indexOf('?');
    if (mark < 0) {
      return false;
    }
    for (String pair : target.substring(mark + 1).split("[&;]", -1)) {
      try {
        String name = URLDecoder.decode(pair.replaceFirst("=.*", ""), StandardCharsets.UTF_8);
        String lower = name.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("camel") || lower.startsWith("org.apache.camel")) {
          return true;
        }
      } catch (IllegalArgumentException malformed) {
        return true;
      }
    }
    return false;
  }

  private boolean isKnown(String target, List<String> authorization) {
    String token = settings.token();
    if (token == null || settings.open().contains(target.replaceFirst("\\?.*", ""))) {
      return true;
    }
    String sent = secretIn(String.valueOf(only(authorization)));
    // Of digests: the time must not tell how long the token is either.
    return MessageDigest.isEqual(Sha256.of(sent), Sha256.of(token));
  }

  /** The token of {@code Bearer}, or the password of {@code Basic}, which browsers can ask for. */
  private static String secretIn(String authorization) {
    int space = authorization.indexOf(' ');
    String scheme = authorization.substring(0, Math.max(0, space)).toLowerCase(Locale.ROOT);
    String value = authorization.substring(space + 1).strip();
    if (scheme.equals("bearer")) {
      return value;
    }
    if (scheme.equals("basic")) {
      try {
        String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        return pair.substring(pair.indexOf(':') + 1);
      } catch (IllegalArgumentException malformed) {
        return "";
      }
    }
    return "";
  }
}
