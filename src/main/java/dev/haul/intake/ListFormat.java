package dev.haul.intake;

import dev.haul.download.Checksum;
import dev.haul.download.DownloadRequest;
import dev.haul.download.IfExists;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists of URLs, in the manner of aria2's input files.
 *
 * <pre>
 * # one download a line, mirrors separated by TAB
 * https://a.example/pos.csv	https://b.example/pos.csv
 *   out=pos-today.csv
 *   header=Accept: text/csv
 * 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  https://a.example/file
 * </pre>
 */
public final class ListFormat {

  private static final Pattern WITH_CHECKSUM = Pattern.compile("([0-9A-Fa-f]+) {2}(?! )(.*)");
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]");

  private ListFormat() {}

  static List<DownloadRequest> parse(String text, Source source) throws Unreadable {
    List<DownloadRequest> requests = new ArrayList<>();
    ListEntry entry = null;
    int number = 0;
    for (String line : InputText.lines(text)) {
      number++;
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      try {
        if (!isIndented(line)) {
          addTo(requests, entry);
          entry = entry(line, number, source);
        } else if (entry == null) {
          throw new IllegalArgumentException("an option without a URL above it");
        } else {
          entry.option(line.strip(), number);
        }
      } catch (IllegalArgumentException e) {
        throw Unreadable.line(number, String.valueOf(e.getMessage()));
      }
    }
    addTo(requests, entry);
    if (requests.isEmpty()) {
      throw new Unreadable("no URL in it; write one a line, beginning in the first column");
    }
    return requests;
  }

  private static boolean isIndented(String line) {
    return line.charAt(0) == ' ' || line.charAt(0) == '\t';
  }

  private static void addTo(List<DownloadRequest> requests, @Nullable ListEntry entry) {
    if (entry != null) {
      requests.add(entry.build());
    }
  }

  private static ListEntry entry(String line, int number, Source source) {
    Matcher matcher = WITH_CHECKSUM.matcher(line);
    boolean summed = matcher.matches();
    ListEntry entry = null;
    for (String part : (summed ? matcher.group(2) : line).split("\t")) {
      if (part.isBlank()) {
        continue;
      }
      String url = Fields.url(part);
      if (entry == null) {
        entry = new ListEntry(DownloadRequest.builder(url, source.line(number)));
      } else {
        entry.mirror(url);
      }
    }
    if (entry == null) {
      throw new IllegalArgumentException("a checksum without a URL");
    }
    if (summed) {
      entry.checksum(Checksum.byLength(matcher.group(1)));
    }
    return entry;
  }

  /**
   * The list that {@link #parse} reads as {@code requests}, in all that a list can say: URLs, name,
   * folder, checksums, headers, connections, id, and whether to replace or fail.
   */
  public static String write(List<DownloadRequest> requests) {
    StringBuilder out = new StringBuilder();
    for (DownloadRequest request : requests) {
      writeTo(out, request);
    }
    return out.toString();
  }

  private static void writeTo(StringBuilder out, DownloadRequest request) {
    out.append(String.join("\t", request.urls().stream().map(ListFormat::spaceless).toList()));
    out.append('\n');
    option(out, "gid", request.id());
    option(out, "dir", request.dir());
    option(out, "out", request.name());
    request.checksums().forEach(checksum -> option(out, "checksum", checksum));
    request.headers().forEach(h -> option(out, "header", h.name() + ": " + h.value()));
    option(out, "split", request.connections());
    if (request.ifExists() == IfExists.REPLACE) {
      option(out, "allow-overwrite", true);
    } else if (request.ifExists() == IfExists.FAIL) {
      option(out, "auto-file-renaming", false);
    }
  }

  private static void option(StringBuilder out, String name, @Nullable Object value) {
    if (value != null) {
      out.append("  ").append(name).append('=').append(value).append('\n');
    }
  }

  private static String spaceless(String url) {
    return SPACE.matcher(url).replaceAll("%20");
  }
}
