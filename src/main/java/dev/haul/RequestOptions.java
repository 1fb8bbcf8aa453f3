package dev.haul;

import dev.haul.download.Checksum;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.DownloadRequest.Origin;
import dev.haul.download.IfExists;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a file is to be downloaded. */
final class RequestOptions {

  /** A field name is a token (RFC 9110 §5.6.2); a value has no line breaks (§5.5). */
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([^\\r\\n\\x00]*?)[ \\t]*");

  @Option(names = "--name", paramLabel = "NAME", description = "Name the file NAME.")
  private @Nullable String name;

  @Option(
      names = "--checksum",
      paramLabel = "ALG:HEX",
      description = "The file must have this digest: md5, sha-1, sha-256, sha-512 or crc32c.")
  private List<String> checksums = new ArrayList<>();

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "The same file is also here. Not used yet; noted in the receipt.")
  private List<String> mirrors = new ArrayList<>();

  @Option(
      names = "--header",
      paramLabel = "'K: V'|@FILE",
      description = "Send this header, or those in FILE, one a line. May be repeated.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Use at most N connections for a file.")
  private @Nullable Integer connections;

  @Option(
      names = "--if-exists",
      paramLabel = "WHAT",
      description =
          "When a file of that name is there: reuse it if it is unchanged (the default), rename"
              + " the new one, replace the old one, or fail.")
  private @Nullable String ifExists;

  /** The option given that describes a single file, or null when there is none. */
  @Nullable String forOneFileOnly() {
    if (name != null) {
      return "--name";
    }
    if (!checksums.isEmpty()) {
      return "--checksum";
    }
    return mirrors.isEmpty() ? null : "--mirror";
  }

  /**
   * What to change in every request.
   *
   * @throws IllegalArgumentException naming the option that is wrong
   */
  Resolved resolve() {
    if (connections != null && (connections < 1 || connections > 256)) {
      throw new IllegalArgumentException(
          "--connections: expected a whole number from 1 to 256, was \"" + connections + "\"");
    }
    return new Resolved(
        checksums.stream().map(Checksum::parse).toList(),
        headerFields(),
        ifExists == null ? null : IfExists.parse(ifExists));
  }

  /** The options, read. */
  final class Resolved {
    private final List<Checksum> expected;
    private final List<HttpField> fields;
    private final @Nullable IfExists policy;

    private Resolved(List<Checksum> expected, List<HttpField> fields, @Nullable IfExists policy) {
      this.expected = expected;
      this.fields = fields;
      this.policy = policy;
    }

    DownloadRequest request(String url, Origin origin) {
      DownloadRequest.Builder request = DownloadRequest.builder(url, origin).name(name);
      mirrors.forEach(request::mirror);
      expected.forEach(request::checksum);
      return applyTo(request.build());
    }

    /** A list's own word on a file is stronger than the option for all of them. */
    DownloadRequest applyTo(DownloadRequest request) {
      List<HttpField> all = new ArrayList<>(fields);
      all.removeIf(field -> has(request, field.name()));
      all.addAll(request.headers());
      return new DownloadRequest(
          request.id(),
          request.urls(),
          request.name(),
          request.dir(),
          request.size(),
          request.checksums(),
          request.ifExists() == null ? policy : request.ifExists(),
          all,
          request.connections() == null ? connections : request.connections(),
          request.priority(),
          request.requestedBy(),
          request.labels(),
          request.origin(),
          request.warnings());
    }

    private static boolean has(DownloadRequest request, String field) {
      return request.headers().stream().anyMatch(own -> own.name().equalsIgnoreCase(field));
    }
  }

  private List<HttpField> headerFields() {
    List<HttpField> fields = new ArrayList<>();
    for (String header : headers) {
      if (header.startsWith("@")) {
        linesOf(header.substring(1)).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .forEach(line -> fields.add(field(line)));
      } else {
        fields.add(field(header));
      }
    }
    return fields;
  }

  /** Does not repeat the text: it may hold a password. */
  private static HttpField field(String text) {
    Matcher parts = FIELD.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("--header: expected 'Name: value' or @FILE");
    }
    return new HttpField(parts.group(1), parts.group(2));
  }

  private static List<String> linesOf(String file) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException("--header: cannot read " + file + ": " + unreadable);
    }
  }
}
