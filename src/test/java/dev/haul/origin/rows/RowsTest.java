package dev.haul.origin.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {
  @TempDir private Path folder;

  @Test
  void everyNumberOfTheListIsThereAndUnique() {
    List<String> numbers = Rows.all().stream().map(Row::number).toList();
    assertThat(numbers).doesNotHaveDuplicates();
    assertThat(numbers)
        .containsAll(IntStream.rangeClosed(1, 65).mapToObj(String::valueOf).toList());
  }

  @Test
  void namesTellRowsApart() {
    assertThat(Rows.all()).extracting(Row::name).doesNotHaveDuplicates();
  }

  @Test
  void pageHasTheRowsAsTheyAre() throws Exception {
    assertThat(Files.readString(Path.of("docs", "misbehaviours.md")))
        .as("bench/rows --list prints it")
        .contains(Table.list(Rows.all()));
  }

  @Test
  void exitCodeOtherThanZeroIsAnError() {
    assertThat(outcome("sh -c 'exit 3' {url}").toString()).isEqualTo("error 3");
    assertThat(outcome("sh -c 'printf part > {file}; exit 18' {url}").toString())
        .isEqualTo("error 18, leaves 4 bytes");
  }

  @Test
  void liarIsFoundOut() {
    assertThat(outcome("sh -c 'printf wrong > {file}' {url}").toString())
        .isEqualTo("WRONG BYTES (5)");
    assertThat(outcome("true {url}").toString()).isEqualTo("WRONG BYTES no file");
    assertThat(outcome("sh -c 'printf x > {dir}/../stray' {url}").toString())
        .isEqualTo("WRONG BYTES beside its folder: a/b/stray");
  }

  @Test
  void sleeperHangs() {
    Outcome outcome = outcome("sh -c 'sleep 60; true' {url}");
    assertThat(outcome.toString()).isEqualTo("hangs");
    assertThat(Row.row("1", "x").arrivesOrFails().expected().allows(outcome)).isFalse();
  }

  @Test
  void nothingIsLeftBehind() {
    outcome("sh -c 'printf x > {dir}/{name}.part' {url}");
    assertThat(folder).isEmptyDirectory();
  }

  private Outcome outcome(String command) {
    Row honest = Row.row("1", "honest").arrives();
    return new Trial(folder, Duration.ofSeconds(1)).run(honest, new CommandClient(command));
  }
}
