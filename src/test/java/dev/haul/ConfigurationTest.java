package dev.haul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  private static final String KEY = "haul.http.port";

  private final Path folder;

  ConfigurationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void takesTheStrongestSource() throws Exception {
    Path file = file("haul.http.port=2");
    Map<String, String> set = Map.of(KEY, "5");
    Map<String, String> properties = Map.of(KEY, "4");
    Map<String, String> environment = Map.of("HAUL_HTTP_PORT", "3");
    assertThat(port(set, properties, environment, file)).isEqualTo(5);
    assertThat(port(Map.of(), properties, environment, file)).isEqualTo(4);
    assertThat(port(Map.of(), Map.of(), environment, file)).isEqualTo(3);
    assertThat(port(Map.of(), Map.of(), Map.of(), file)).isEqualTo(2);
    assertThat(port(Map.of(), Map.of(), Map.of(), null)).isEqualTo(8087);
  }

  @Test
  void namesVariablesAfterKeys() {
    assertThat(ConfigurationSources.environmentName("haul.stop-within"))
        .isEqualTo("HAUL_STOP_WITHIN");
  }

  @Test
  void suggestsTheNearestKeyForAnUnknownOne() {
    assertThatThrownBy(() -> Configuration.of(Map.of("haul.htpp.port", "1")))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessage("--set: there is no key \"haul.htpp.port\"; did you mean haul.http.port?");
  }

  @Test
  void refusesUnknownKeyInTheFileAndNamesTheFile() throws Exception {
    Path file = file("haul.inbx=here");
    assertThatThrownBy(() -> Configuration.ofProcess(Map.of(), file))
        .hasMessageContaining(file.toString())
        .hasMessageEndingWith("did you mean haul.inbox?");
  }

  @Test
  void leavesTheKeysOfOthersInTheFileAlone() throws Exception {
    Path file = file("spring.application.name=shop\ncamel.main.name=x\nhaul.inbox=Eingänge");
    Configuration configuration = Configuration.ofProcess(Map.of(), file);
    assertThat(configuration.text("haul.inbox")).isEqualTo("Eingänge");
    assertThat(configuration.all()).allSatisfy((key, value) -> assertThat(key).startsWith("haul."));
  }

  @Test
  void refusesFileThatIsNotThere() {
    assertThatThrownBy(() -> Configuration.ofProcess(Map.of(), folder.resolve("absent")))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining("absent");
  }

  @Test
  void refusesFileThatIsNotText() throws Exception {
    Path file = folder.resolve("broken");
    Files.write(file, new byte[] {'a', '=', (byte) 0xff});
    assertThatThrownBy(() -> Configuration.ofProcess(Map.of(), file))
        .isInstanceOf(InvalidConfiguration.class);
  }

  @Test
  void saysWhichNumbersAreAllowed() {
    for (String wrong :
        new String[] {"", "x", "-1", "65536", "99999999999999999999", "1.5", "0x1"}) {
      assertThatThrownBy(() -> with(wrong).number(KEY, 0, 65535))
          .as(wrong)
          .hasMessage(KEY + ": expected a whole number from 0 to 65535, was \"" + wrong + "\"");
    }
    assertThat(with("65535").number(KEY, 0, 65535)).isEqualTo(65535);
    assertThat(with("2147483647").number(KEY, 0, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void readsEveryKindOfValue() {
    assertThat(with("1500ms").duration(KEY)).isEqualTo(Duration.ofMillis(1500));
    assertThat(with("4MiB").size(KEY)).isEqualTo(4 << 20);
    assertThat(with("300KB/s").rate(KEY)).isEqualTo(300_000);
    assertThat(with("a/b").path(KEY)).isEqualTo(Path.of("a/b"));
    assertThat(with("On").flag(KEY)).isTrue();
    assertThat(with("off").flag(KEY)).isFalse();
    assertThat(with(" a, b ,,c ").list(KEY)).containsExactly("a", "b", "c");
    assertThat(with("").list(KEY)).isEmpty();
    assertThat(with("").isSet(KEY)).isFalse();
    assertThat(with("at-once").choice(KEY, Pace.class)).isEqualTo(Pace.AT_ONCE);
  }

  @Test
  void namesKeyValueAndFormOfWrongValues() {
    assertThatThrownBy(() -> with("soon").duration(KEY))
        .hasMessage(KEY + ": expected a duration such as 250ms, 30s, 5m or 1h, was \"soon\"");
    assertThatThrownBy(() -> with("big").size(KEY)).hasMessageContaining("expected a size");
    assertThatThrownBy(() -> with("300KB").rate(KEY)).hasMessageContaining("expected a rate");
    assertThatThrownBy(() -> with("maybe").flag(KEY)).hasMessageContaining("true or false");
    assertThatThrownBy(() -> with("").path(KEY)).hasMessageContaining("expected a path");
    assertThatThrownBy(() -> with("\0").path(KEY)).isInstanceOf(InvalidConfiguration.class);
    assertThatThrownBy(() -> with("often").choice(KEY, Pace.class))
        .hasMessage(KEY + ": expected one of millis, at-once, was \"often\"");
  }

  private enum Pace {
    MILLIS,
    AT_ONCE
  }

  private static Configuration with(String value) {
    return Configuration.of(Map.of(KEY, value));
  }

  private static int port(
      Map<String, String> set,
      Map<String, String> properties,
      Map<String, String> environment,
      @Nullable Path file) {
    return Configuration.from(
            new ConfigurationSources(set, properties::get, environment::get, file))
        .number(KEY, 0, 65535);
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("haul.properties"), text, UTF_8);
  }
}
