package dev.haul.download;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes the secrets out of a URL before it is written anywhere: user-info is dropped, the values of
 * secret query parameters become {@code ***}.
 */
public final class UrlRedaction {

  private static final Pattern USER_INFO =
      Pattern.compile("^(\\s*[A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@");
  private static final Pattern PARAMETER = Pattern.compile("([?&;#])([^=&;#?]*)=([^&;#]*)");

  private static final Pattern ESCAPE = Pattern.compile("%([0-7][0-9A-Fa-f])");

  private final Set<String> secret;

  /**
   * @param secretParameters names of query parameters, in any case
   */
  public UrlRedaction(Collection<String> secretParameters) {
    secret =
        secretParameters.stream()
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** {@code url} as it may be shown; everything that is no secret stays as it is. */
  public String redact(String url) {
    Matcher parameter = PARAMETER.matcher(USER_INFO.matcher(url).replaceFirst("$1"));
    return parameter.replaceAll(
        found ->
            Matcher.quoteReplacement(
                isSecret(found.group(2))
                    ? found.group(1) + found.group(2) + "=***"
                    : found.group()));
  }

  /** Servers decode names, so {@code to%6ben} is {@code token}. */
  private boolean isSecret(String name) {
    return secret.contains(decoded(name).strip().toLowerCase(Locale.ROOT));
  }

  private static String decoded(String name) {
    return ESCAPE
        .matcher(name)
        .replaceAll(
            hex ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
  }
}
