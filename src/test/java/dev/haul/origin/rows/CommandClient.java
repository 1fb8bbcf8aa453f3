package dev.haul.origin.rows;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Any program, as a command line such as {@code aria2c -x16 -d {dir} -o {name} {url}}. Words are
 * separated by spaces and may be quoted; no shell reads them. Exit code 0 says that the file is
 * whole.
 */
final class CommandClient implements Client {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final String CERTIFICATE = "{ca}";
  private static final String AUTHORIZATION = "{authorization}";

  private final List<String> words;

  CommandClient(String command) {
    this.words = words(command);
    if (words.isEmpty() || !command.contains("{url}")) {
      throw new IllegalArgumentException("expected a command with {url}, was " + command);
    }
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words;
  }

  @Override
  public String name() {
    return Path.of(words.get(0)).getFileName().toString();
  }

  @Override
  public @Nullable String refusal(Row row) {
    if (row.checksum()) {
      return "needs a checksum";
    }
    if (row.way() == Stage.Way.TLS && !has(CERTIFICATE)) {
      return "needs " + CERTIFICATE;
    }
    if (row.way() == Stage.Way.HALF_DEAD) {
      return "needs a name service";
    }
    return row.authorization() != null && !has(AUTHORIZATION) ? "needs " + AUTHORIZATION : null;
  }

  private boolean has(String placeholder) {
    return words.stream().anyMatch(word -> word.contains(placeholder));
  }

  @Override
  public Result fetch(Row row, Stage stage, String url, Path folder, Duration patience)
      throws TimeoutException {
    Path file = folder.resolve("file.bin");
    try {
      Process process = start(command(row, url, file));
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new TimeoutException(name());
        }
      } finally {
        end(process);
      }
      int code = process.exitValue();
      return code == 0
          ? new Result(file, "", false)
          : new Result(null, String.valueOf(code), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> command(Row row, String url, Path file) throws IOException {
    String authorization =
        row.authorization() == null ? "X-Nothing: 0" : "Authorization: " + row.authorization();
    Path certificate = file.resolveSibling(".haul").resolve("ca.pem");
    if (row.way() == Stage.Way.TLS || has(CERTIFICATE)) {
      Files.createDirectories(certificate.getParent());
      Files.writeString(certificate, Stage.certificate());
    }
    return words.stream()
        .map(
            word ->
                word.replace("{url}", url)
                    .replace("{file}", file.toString())
                    .replace("{dir}", file.getParent().toString())
                    .replace("{name}", file.getFileName().toString())
                    .replace(CERTIFICATE, certificate.toString())
                    .replace(AUTHORIZATION, authorization))
        .toList();
  }

  private static Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(CommandClient::isProxy);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean isProxy(String variable) {
    return variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  private static void end(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
