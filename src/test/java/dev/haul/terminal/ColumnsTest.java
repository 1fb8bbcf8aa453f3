package dev.haul.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {

  @Test
  void countsWideCharactersTwiceAndMarksNot() {
    assertThat(Columns.width("日本")).isEqualTo(4);
    assertThat(Columns.width("\uD83D\uDE00")).isEqualTo(2);
    assertThat(Columns.width("e\u0301")).isEqualTo(1);
    assertThat(Columns.width("Übersicht")).isEqualTo(9);
  }

  @Test
  void cutsTheMiddleAndKeepsTheExtension() {
    assertThat(Columns.fit("a-very-long-name.tar.gz", 12)).isEqualTo("a-ver..ar.gz");
    assertThat(Columns.width(Columns.fit("日本語の長い名前.zip", 11))).isLessThanOrEqualTo(11);
  }

  @Test
  void disarmsWhatCouldMoveTheCursorOrTurnTheWriting() {
    assertThat(Columns.clean("a\033[2Jb\r\n\u202Egpj.exe\u009B")).isEqualTo("a?[2Jb???gpj.exe?");
    assertThat(Columns.clean("half \uD83D")).isEqualTo("half ?");
  }
}
