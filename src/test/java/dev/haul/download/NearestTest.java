package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void findsWordWithOneLetterWrong() {
    assertThat(Nearest.to("haul.inbix", List.of("haul.receipts", "haul.inbox")))
        .isEqualTo("haul.inbox");
  }

  @Test
  void countsSwappedLettersAsOneEdit() {
    assertThat(Nearest.to("prot", List.of("pro_t_", "port"))).isEqualTo("port");
  }

  @Test
  void ignoresCase() {
    assertThat(Nearest.to("URLS", List.of("name", "urls"))).isEqualTo("urls");
  }
}
