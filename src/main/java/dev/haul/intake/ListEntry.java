package dev.haul.intake;

import dev.haul.download.Checksum;
import dev.haul.download.DownloadRequest;
import dev.haul.download.IfExists;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One download of a list while its option lines are read; options are named as in aria2. */
final class ListEntry {

  private static final Pattern OPTION = Pattern.compile("([A-Za-z0-9-]+)\\s*=\\s*(.*)");

  private final DownloadRequest.Builder request;
  private List<String> folder = List.of();
  private List<String> file = List.of();
  private @Nullable Integer connections;
  private boolean replace;
  private boolean fail;

  ListEntry(DownloadRequest.Builder request) {
    this.request = request;
  }

  void mirror(String url) {
    request.mirror(url);
  }

  void checksum(Checksum checksum) {
    request.checksum(checksum);
  }

  /**
   * Takes one {@code name=value} line.
   *
   * @throws IllegalArgumentException with the reason why it cannot be taken
   */
  void option(String line, int number) {
    Matcher option = OPTION.matcher(line);
    if (!option.matches()) {
      throw new IllegalArgumentException(
          "indented, so expected name=value; a URL begins in the first column");
    }
    String name = option.group(1);
    String value = option.group(2);
    try {
      apply(name, value, number);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private void apply(String name, String value, int number) {
    switch (name) {
      case "out" -> file = nonEmpty(value);
      case "dir" -> folder = Fields.path(value);
      case "checksum" -> request.checksum(Checksum.parse(value));
      case "header" -> header(value);
      case "user-agent" -> request.header("User-Agent", value);
      case "referer" -> request.header("Referer", value);
      case "split", "max-connection-per-server" -> atMost(Fields.atLeastOne(value));
      case "allow-overwrite" -> replace = Fields.flag(value);
      case "auto-file-renaming" -> fail = !Fields.flag(value);
      case "gid" -> request.id(Fields.id(value));
      case "check-certificate" ->
          refuseIf(!Fields.flag(value), "false is refused; Haul always checks certificates");
      case "pause" -> refuseIf(Fields.flag(value), "not supported yet");
      case "max-download-limit" -> refuseIf(!value.equals("0"), "not supported yet");
      case "all-proxy", "http-user", "http-passwd" -> refuseIf(true, "not supported yet");
      default -> request.warning("line " + number + ": " + name + ": ignored");
    }
  }

  private static void refuseIf(boolean condition, String reason) {
    if (condition) {
      throw new IllegalArgumentException(reason);
    }
  }

  private static List<String> nonEmpty(String path) {
    List<String> segments = Fields.path(path);
    refuseIf(segments.isEmpty() || path.endsWith("/"), "expected a file name");
    return segments;
  }

  private void header(String value) {
    int colon = value.indexOf(':');
    refuseIf(colon < 1, "expected \"Name: value\"");
    request.header(
        Fields.headerName(value.substring(0, colon).strip()), value.substring(colon + 1).strip());
  }

  private void atMost(int limit) {
    connections = connections == null ? limit : Math.min(connections, limit);
  }

  DownloadRequest build() {
    List<String> folders = new ArrayList<>(folder);
    if (!file.isEmpty()) {
      folders.addAll(file.subList(0, file.size() - 1));
      request.name(file.get(file.size() - 1));
    }
    if (!folders.isEmpty()) {
      request.dir(String.join("/", folders));
    }
    request.connections(connections);
    if (replace) {
      request.ifExists(IfExists.REPLACE);
    } else if (fail) {
      request.ifExists(IfExists.FAIL);
    }
    return request.build();
  }
}
