package dev.haul.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  private static String told(String... command) {
    return Interruption.sentence(
        List.of(command), word -> word.contains("hush"), 12_300_000, 20_000_000);
  }

  @Test
  void namesTheCommandAsShellsReadIt() {
    assertThat(told("./haul", "get", "http://h/a?b=1&c=2", "--name", "it's"))
        .isEqualTo(
            "interrupted; 12.3 MB of 20.0 MB are kept; to go on, run"
                + " ./haul get 'http://h/a?b=1&c=2' --name 'it'\\''s'");
  }

  @Test
  void repeatsNoSecret() {
    for (String[] command :
        new String[][] {
          {"haul", "get", "http://h/?token=hush"},
          {"haul", "get", "u", "--header", "Authorization: Basic aGF1bA"},
          {"haul", "get", "u", "--header=Cookie: a"},
          {"haul", "get", "-i", "-"}
        }) {
      assertThat(told(command)).endsWith("to go on, run the same command again");
    }
    assertThat(told("haul", "get", "u", "--header", "@file")).endsWith("--header @file");
  }

  @Test
  void saysNothingOfNothing() {
    assertThat(Interruption.sentence(List.of("haul", "get", "u"), word -> false, 0, 20))
        .isEqualTo("interrupted; to go on, run haul get u");
  }
}
