package dev.haul.download;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An {@code http} or {@code https} URL whose path and query go over the wire exactly as written.
 *
 * <p>{@link java.net.URI} refuses characters that servers put into signed URLs ({@code [ | ^} and
 * others), so this class keeps the request target raw and percent-encodes only what cannot stand in
 * a request line: white space, controls and characters beyond ASCII (as UTF-8).
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, in ASCII; an IPv6 address in brackets
 * @param port 1 to 65535
 * @param target the request target in origin form: path and query (RFC 9112 §3.2.1)
 */
public record HttpUrl(String scheme, String host, int port, String target) {

  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*)([^#]*)|[^#]*).*", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(?::([0-9]*))?");

  /**
   * @throws Permanent.UnusableUrl naming what is wrong with {@code text}
   */
  public static HttpUrl parse(String text) throws Permanent {
    Matcher url = ABSOLUTE.matcher(text.strip());
    if (!url.matches()) {
      throw new Permanent.UnusableUrl(
          "\"" + shown(text) + "\" is not a URL such as https://host/file");
    }
    String scheme = url.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new Permanent.UnusableUrl(
          "\"" + scheme + "\" URLs are not supported; Haul downloads http and https");
    }
    String authority = url.group(2);
    if (authority == null || authority.isEmpty()) {
      throw new Permanent.UnusableUrl("\"" + shown(text) + "\" has no host");
    }
    if (authority.contains("@")) {
      throw new Permanent.NotSupported("a login inside the URL");
    }
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      throw new Permanent.UnusableUrl("\"" + shown(text) + "\" has no usable host");
    }
    return new HttpUrl(
        scheme,
        host(parts.group(1), text),
        port(parts.group(2), scheme, text),
        target(url.group(3)));
  }

  private static String host(String raw, String text) throws Permanent {
    if (raw.startsWith("[")) {
      return raw.toLowerCase(Locale.ROOT);
    }
    try {
      String ascii = IDN.toASCII(raw, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      if (ascii.matches("[a-z0-9._-]+")) {
        return ascii;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message that names the URL.
    }
    throw new Permanent.UnusableUrl("\"" + shown(text) + "\" has no usable host");
  }

  private static int port(@Nullable String raw, String scheme, String text) throws Permanent {
    if (raw == null || raw.isEmpty()) {
      return scheme.equals("https") ? 443 : 80;
    }
    int port = raw.length() > 5 ? 0 : Integer.parseInt(raw);
    if (port < 1 || port > 65535) {
      throw new Permanent.UnusableUrl("\"" + shown(text) + "\" has no usable port");
    }
    return port;
  }

  private static String target(String raw) {
    String rooted = raw.startsWith("/") ? raw : "/" + raw;
    StringBuilder out = new StringBuilder(rooted.length());
    rooted
        .codePoints()
        .forEach(
            c -> {
              if (c > ' ' && c < 0x7f) {
                out.append((char) c);
              } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
                }
              }
            });
    return out.toString();
  }

  /**
   * Resolves a {@code Location} against this URL (RFC 9110 §10.2.2, RFC 3986 §5.2).
   *
   * @throws Permanent.UnusableUrl when it leads to nothing Haul can fetch
   */
  public HttpUrl resolve(String reference) throws Permanent {
    String location = reference.strip();
    if (location.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return parse(location);
    }
    if (location.startsWith("//")) {
      return parse(scheme + ":" + location);
    }
    String relative = location.replaceFirst("(?s)#.*", "");
    String path = target.replaceFirst("(?s)\\?.*", "");
    String resolved;
    if (relative.isEmpty()) {
      resolved = target;
    } else if (relative.startsWith("/")) {
      resolved = withoutDots(relative);
    } else if (relative.startsWith("?")) {
      resolved = path + relative;
    } else {
      resolved = withoutDots(path.substring(0, path.lastIndexOf('/') + 1) + relative);
    }
    return new HttpUrl(scheme, host, port, target(resolved));
  }

  private static String withoutDots(String target) {
    int cut = target.indexOf('?');
    String path = cut < 0 ? target : target.substring(0, cut);
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean lastOne = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> addEmptyIf(lastOne, kept);
        case ".." -> {
          kept.pollLast();
          addEmptyIf(lastOne, kept);
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return "/" + String.join("/", kept) + (cut < 0 ? "" : target.substring(cut));
  }

  private static void addEmptyIf(boolean lastOne, Deque<String> segments) {
    if (lastOne) {
      segments.addLast("");
    }
  }

  /** {@code scheme://host:port}, the port only where it is not the scheme's own. */
  public String origin() {
    boolean usual = port == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + host + (usual ? "" : ":" + port);
  }

  public boolean isSecure() {
    return scheme.equals("https");
  }

  /** The last segment of the path, still percent-encoded; empty when the path ends in a slash. */
  public String lastSegment() {
    String path = target.replaceFirst("(?s)\\?.*", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** For logs and messages: no query, which may hold a secret. */
  public String withoutQuery() {
    return origin() + target.replaceFirst("(?s)\\?.*", "");
  }

  /** No query, and nothing before an {@code @}: a password may hold any character. */
  private static String shown(String text) {
    String plain = text.replaceFirst("(?s)//.*@", "//").replaceFirst("(?s)\\?.*", "").strip();
    return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
  }

  @Override
  public String toString() {
    return origin() + target;
  }
}
