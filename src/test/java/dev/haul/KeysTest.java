package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code application.properties} is the reference of the keys: all of them, and no others. */
class KeysTest {

  private static final Path REFERENCE = Path.of("application.properties");

  /** System properties by which the launcher talks to the program. */
  private static final Set<String> NO_KEYS =
      Set.of(
          "haul.home",
          "haul.command",
          "haul.terminal",
          "haul.launched.first",
          "haul.launched.java");

  private static final Pattern IN_JAVA = Pattern.compile("\"(haul\\.[a-z][A-Za-z0-9.-]*)\"");
  private static final Pattern IN_ROUTES = Pattern.compile("\\{\\{\\??(haul\\.[^}:]+)");

  private static Set<String> declared() throws IOException {
    return Files.readAllLines(REFERENCE).stream()
        .filter(line -> line.startsWith("haul."))
        .map(line -> line.substring(0, line.indexOf('=')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> used(Path folder, Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Set<String> keys = new TreeSet<>();
      for (Path file : files.filter(Files::isRegularFile).filter(KeysTest::hasKeys).toList()) {
        pattern.matcher(Files.readString(file)).results().map(KeysTest::key).forEach(keys::add);
      }
      return keys;
    }
  }

  /** Names of meters and of attributes of spans look like keys. */
  private static boolean hasKeys(Path file) {
    return !file.startsWith(Path.of("src/main/java/dev/haul/metrics"))
        && !file.startsWith(Path.of("src/main/java/dev/haul/traces"));
  }

  private static String key(MatchResult found) {
    return found.group(1);
  }

  @Test
  void everyKeyIsUsedAndEveryUsedKeyIsDeclared() throws Exception {
    Set<String> used = used(Path.of("src/main/java"), IN_JAVA);
    used.addAll(used(Path.of("routes"), IN_ROUTES));
    used.removeAll(NO_KEYS);
    assertThat(used).containsExactlyElementsOf(declared());
  }

  @Test
  void everyKeyIsExplained() throws Exception {
    List<String> lines = Files.readAllLines(REFERENCE);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("haul.")) {
        int above = i;
        while (lines.get(above).startsWith(group(lines.get(i)))) {
          above--;
        }
        assertThat(lines.get(above)).as(lines.get(i)).startsWith("# ").doesNotStartWith("# ---");
      }
    }
  }

  /** Keys of one stage that follow each other may share a comment. */
  private static String group(String line) {
    int dot = line.substring(0, line.indexOf('=')).indexOf('.', "haul.".length());
    return dot < 0 ? line : line.substring(0, dot + 1);
  }

  @Test
  void everyKeyCanBeSetByItsEnvironmentVariable() throws Exception {
    Map<String, String> byVariable =
        declared().stream()
            .collect(Collectors.toMap(ConfigurationSources::environmentName, key -> key));
    assertThat(byVariable).hasSameSizeAs(declared());
    var sources =
        new ConfigurationSources(
            Map.of(), key -> null, name -> byVariable.containsKey(name) ? "x" + name : null, null);
    Configuration configuration = Configuration.from(sources);
    byVariable.forEach(
        (variable, key) -> {
          assertThat(variable).matches("HAUL_[A-Z0-9_]+");
          assertThat(configuration.text(key)).isEqualTo("x" + variable);
        });
  }

  @Test
  void everyKeyIsDeclaredOnce() throws Exception {
    assertThat(Files.readAllLines(REFERENCE).stream().filter(line -> line.startsWith("haul.")))
        .hasSameSizeAs(declared());
  }
}
