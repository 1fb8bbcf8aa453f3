package dev.haul.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

  private static String suggested(String disposition) {
    return FileNames.choose(disposition, "from-url.bin");
  }

  private static String named(String name) {
    return suggested("attachment; filename=\"" + name + "\"");
  }

  /** RFC 6266 §5 and RFC 8187 §3.2.2. */
  @Test
  void takesTheNamesOfTheStandards() {
    assertThat(suggested("Attachment; filename=example.html")).isEqualTo("example.html");
    assertThat(suggested("INLINE; FILENAME= \"an example.html\"")).isEqualTo("an example.html");
    assertThat(suggested("attachment; filename*= UTF-8''%e2%82%ac%20rates")).isEqualTo("€ rates");
    assertThat(suggested("attachment; filename=\"EURO rates\"; filename*=utf-8''%e2%82%ac%20rates"))
        .isEqualTo("€ rates");
    assertThat(suggested("attachment; filename*=iso-8859-1'en'%A3%20rates")).isEqualTo("£ rates");
    assertThat(suggested("attachment; filename*=UTF-8''%c2%a3%20and%20%e2%82%ac%20rates"))
        .isEqualTo("£ and € rates");
  }

  @Test
  void extendedNameWinsWhateverTheOrder() {
    assertThat(suggested("attachment; filename*=UTF-8''b%20c; filename=a")).isEqualTo("b c");
    assertThat(suggested("attachment; filename=a; filename*=UTF-8''b%20c")).isEqualTo("b c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attachment; filename*=KOI8-R''%d0%d2",
        "attachment; filename*=UTF-8''%ff%fe",
        "attachment; filename*=plain",
        "attachment; filename*=''a",
        "attachment; filename*=UTF-8''",
        "attachment; filename=",
        "attachment; filename=\"\"",
        "attachment; filename=\"..\"",
        "attachment; filename=\"/\"",
        "attachment; filename=\" . \"",
        "attachment",
        "inline; name=x",
        "",
        ";;;=\"",
        "attachment; filename"
      })
  void fallsBackToTheUrl(String disposition) {
    assertThat(suggested(disposition)).isEqualTo("from-url.bin");
  }

  @Test
  void unusableExtendedNameLeavesThePlainOne() {
    assertThat(suggested("attachment; filename=a.txt; filename*=KOI8-R''%d0%d2"))
        .isEqualTo("a.txt");
  }

  @Test
  void takesTheUrlWithoutAField() {
    assertThat(FileNames.choose(null, "a%20b%C3%A4.txt")).isEqualTo("a bä.txt");
    assertThat(FileNames.choose(null, "100%")).isEqualTo("100%");
    assertThat(FileNames.choose(null, "")).isEqualTo("download");
    assertThat(FileNames.choose(null, "%2e%2e")).isEqualTo("download");
    assertThat(FileNames.choose(null, "..%2F..%2Fetc%2Fpasswd")).isEqualTo("passwd");
    assertThat(FileNames.choose(null, "%00")).isEqualTo("download");
  }

  @Test
  void takesTheLastSegmentOnly() {
    assertThat(named("../../etc/cron.d/x")).isEqualTo("x");
    assertThat(named("C:\\x")).isEqualTo("x");
    assertThat(named("C:\\\\Windows\\\\x.exe")).isEqualTo("x.exe");
    assertThat(suggested("attachment; filename*=UTF-8''..%2f..%5cx")).isEqualTo("x");
  }

  @Test
  void unquotesWhatIsQuoted() {
    assertThat(named("a\\\"b\\\".txt")).isEqualTo("a_b_.txt");
    assertThat(named("a;b,c.txt")).isEqualTo("a;b,c.txt");
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "CON,_CON",
        "con.txt,_con.txt",
        "con .txt,_con .txt",
        "Nul.tar.gz,_Nul.tar.gz",
        "COM1,_COM1",
        "LPT¹.x,_LPT¹.x",
        "CONSOLE.txt,CONSOLE.txt",
        "COM10,COM10",
        ".bashrc,_.bashrc",
        "..a,_..a",
        ".haul,_.haul",
        "a. . .,a",
        "a  ,a",
        "a<b>|?*:c,a_b_____c"
      })
  void makesNamesPlainOnEverySystem(String name, String plain) {
    assertThat(suggested("attachment; filename*=UTF-8''" + encoded(name))).isEqualTo(plain);
  }

  private static String encoded(String name) {
    StringBuilder out = new StringBuilder();
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      out.append(String.format("%%%02x", octet & 0xff));
    }
    return out.toString();
  }

  @Test
  void dropsWhatCannotBeSeen() {
    assertThat(suggested("attachment; filename*=UTF-8''invoice%E2%80%AEfdp.exe"))
        .isEqualTo("invoicefdp.exe");
    assertThat(suggested("attachment; filename*=UTF-8''a%00%0A%7F%1Bb")).isEqualTo("ab");
    assertThat(suggested("attachment; filename*=UTF-8''a%E2%80%8Bb%EF%BB%BF")).isEqualTo("ab");
  }

  @Test
  void readsRawUtf8AndLatin1() {
    String octets =
        new String("ä€.txt".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(named(octets)).isEqualTo("ä€.txt");
    assertThat(named("\u00e4.txt")).isEqualTo("ä.txt");
  }

  @Test
  void shortensAndKeepsTheExtension() {
    String name = named("x".repeat(300) + ".pdf");
    assertThat(name).endsWith("x.pdf").hasSize(240);
    String wide = suggested("attachment; filename*=UTF-8''" + encoded("😀".repeat(100) + ".pdf"));
    assertThat(wide).endsWith("😀.pdf");
    assertThat(wide.getBytes(StandardCharsets.UTF_8).length).isBetween(236, 240);
    assertThat(named("x.".repeat(300))).hasSizeLessThanOrEqualTo(240).doesNotEndWith(".");
    assertThat(named("x ".repeat(300) + "y".repeat(30))).doesNotEndWith(" ");
  }

  @Test
  void shorteningSplitsNoCharacter() {
    FileNamesFuzzTest.isSafe(FileNames.choose(null, "x".repeat(239) + "😀".repeat(30)));
  }

  @Test
  @Timeout(2)
  void shortensHugeNamesAtOnce() {
    assertThat(named("x".repeat(60_000) + ".pdf")).hasSize(240);
  }

  @Test
  void saysWhichNamesAreUsableAsTheyAre() {
    for (String name : List.of("a", "a b.txt", ".hidden", "ä", "x".repeat(240))) {
      assertThat(FileNames.isPlain(name)).as(name).isTrue();
    }
    for (String name :
        List.of("", " ", ".", "..", ".haul", "a/b", "a\\b", "/", "a\0", "a\n", "x".repeat(241))) {
      assertThat(FileNames.isPlain(name)).as(name).isFalse();
    }
  }

  @Test
  void numbersBeforeTheExtension() {
    assertThat(FileNames.numbered("a.txt", 1)).isEqualTo("a.1.txt");
    assertThat(FileNames.numbered("a.tar.gz", 2)).isEqualTo("a.2.tar.gz");
    assertThat(FileNames.numbered("a", 3)).isEqualTo("a.3");
    assertThat(FileNames.numbered(".hidden", 1)).isEqualTo(".hidden.1");
    assertThat(FileNames.numbered("v1.2 final", 1)).isEqualTo("v1.2 final.1");
    assertThat(FileNames.numbered("a.", 1)).isEqualTo("a..1");
  }

  @Test
  void everyNameStaysInItsFolder() {
    Random random = Seeds.random();
    String alphabet = "ab.. /\\%2eFf0'\";=*: \t\0\u202e\u00e4\ud800é{}$~";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder field = new StringBuilder();
      for (int c = random.nextInt(30); c > 0; c--) {
        field.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String form = List.of("filename=", "filename*=UTF-8''", "filename=\"").get(i % 3);
      FileNamesFuzzTest.isSafe(FileNames.choose("attachment; " + form + field, field.toString()));
    }
  }
}
