package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.download.Checksum;
import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.DownloadRequest.Origin;
import dev.haul.download.IfExists;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFormatTest {

  private static final String URL = "https://h/a\n";

  private static DownloadRequest only(String text) throws Unreadable {
    Batch batch = Texts.read("a.txt", text);
    assertThat(batch.requests()).hasSize(1);
    return batch.first();
  }

  @Test
  void readsOneDownloadALineAndSaysWhereItStood() throws Unreadable {
    Batch batch = Texts.read("a.txt", "\uFEFF# all\r\n\r\nhttps://h/a\r\n  # more\nftp://h/b");
    assertThat(batch.list()).isTrue();
    assertThat(batch.requests())
        .extracting(DownloadRequest::url)
        .containsExactly("https://h/a", "ftp://h/b");
    assertThat(batch.requests().get(1).origin())
        .isEqualTo(new Origin(Door.FOLDER, "a.txt:5", Instant.EPOCH));
  }

  @Test
  void readsMirrorsAndChecksum() throws Unreadable {
    String sum = "AB".repeat(32);
    DownloadRequest request = only(sum + "  https://h/a\thttps://m/a\n");
    assertThat(request.urls()).containsExactly("https://h/a", "https://m/a");
    assertThat(request.checksums()).containsExactly(Checksum.of("sha-256", sum));
  }

  @Test
  void readsOptionsOfTheDownloadAbove() throws Unreadable {
    DownloadRequest request =
        only(
            URL
                + " out=sub/b.txt\n dir=./acme\n checksum=md5="
                + "0".repeat(32)
                + "\n header=A: 1\n\theader=A:2\n  user-agent=me\n referer=https://r/\n split=8\n"
                + " max-connection-per-server=4\n allow-overwrite=true\n gid=g-1\n pause=false\n"
                + " max-download-limit=0\n check-certificate=true\n seed-time=3\n");
    assertThat(request.name()).isEqualTo("b.txt");
    assertThat(request.dir()).isEqualTo("acme/sub");
    assertThat(request.checksums()).containsExactly(Checksum.of("md5", "0".repeat(32)));
    assertThat(request.headers())
        .containsExactly(
            new HttpField("A", "1"),
            new HttpField("A", "2"),
            new HttpField("User-Agent", "me"),
            new HttpField("Referer", "https://r/"));
    assertThat(request.connections()).isEqualTo(4);
    assertThat(request.ifExists()).isEqualTo(IfExists.REPLACE);
    assertThat(request.id()).isEqualTo("g-1");
    assertThat(request.warnings()).containsExactly("line 16: seed-time: ignored");
    assertThat(only(URL + " auto-file-renaming=false").ifExists()).isEqualTo(IfExists.FAIL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "out=/etc/passwd | out: \"/etc/passwd\" must be relative",
        "out=../a | out: \"../a\" must not contain ..",
        "out=a\\b | out: \"a\\b\" must be relative",
        "out=C:a | out: \"C:a\" must be relative",
        "out=a/ | out: expected a file name",
        "dir=/tmp | dir: \"/tmp\" must be relative",
        "dir=a/../../b | dir: \"a/../../b\" must not contain ..",
        "dir=.haul/quarantine | dir: \".haul\" belongs to Haul",
        "check-certificate=false | check-certificate: false is refused",
        "max-download-limit=1M | max-download-limit: not supported yet",
        "all-proxy=http://p | all-proxy: not supported yet",
        "http-user=me | http-user: not supported yet",
        "http-passwd=secret | http-passwd: not supported yet",
        "pause=true | pause: not supported yet",
        "header=no-colon | header: expected \"Name: value\"",
        "header=a b: c | header: \"a b\" is not the name of a header",
        "split=0 | split: expected a number from 1, was \"0\"",
        "split=many | split: expected a number from 1",
        "allow-overwrite=yes | allow-overwrite: expected true or false",
        "checksum=sha-256=12 | checksum: sha-256 checksum: expected 64 hex digits",
        "checksum=sha-3=12 | checksum: checksum algorithm",
        "gid=../x | gid: an id has",
        "https://h/b | indented, so expected name=value",
      })
  void refusesOptionAndNamesItsLine(String option, String reason) {
    assertThat(Texts.refusal("a.txt", URL + "  " + option)).startsWith("line 2: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/a b | a space inside the URL; write it as %20",
        "https://h/a https://h/b | a space inside the URL",
        "h/a | \"h/a\" is not a URL such as https://host/file",
        "https:///a | \"https:///a\" has no host",
        "https://me:secret@h/a | a login inside the URL: not supported yet",
        "0123  https://h/a | not a checksum: \"0123\"",
      })
  void refusesLineAndSaysWhy(String line, String reason) {
    assertThat(Texts.refusal("a.txt", URL + line)).startsWith("line 2: " + reason);
  }

  @Test
  void refusesWhatIsNoText() {
    assertThat(Texts.refusal("a.txt", URL + "https://h/\u0007")).contains("line 2", "U+0007");
    assertThat(Texts.refusal("a.txt", URL + "https://h/\0")).contains("line 2", "U+0000");
    assertThat(Texts.refusal("a.txt", URL + "https://h/a\rb")).contains("line 2", "U+000D");
    assertThat(Texts.refusal("a.txt", URL + "#" + "x".repeat(65_536))).contains("line 2", "longer");
    byte[] latin = (URL + "https://h/ä").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Texts.refusal("a.txt", latin))
        .isEqualTo("line 2: not UTF-8; save the file as UTF-8");
  }

  @Test
  void refusesListWithoutUrl() {
    assertThat(Texts.refusal("a.txt", "# nothing\n\n")).startsWith("no URL in it");
    assertThat(Texts.refusal("a.txt", "")).startsWith("no URL in it");
    assertThat(Texts.refusal("a.txt", "  out=a")).contains("line 1", "without a URL above it");
  }

  @Test
  void neverShowsTheQueryOfUrl() {
    assertThat(Texts.refusal("a.txt", "x/y?token=geheim")).doesNotContain("geheim");
  }

  @Test
  void holdsTenThousandLines() throws Unreadable {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append("https://files.example/").append(i).append('\n');
    }
    assertThat(Texts.read("a.txt", text.toString()).requests()).hasSize(10_000);
  }

  @Test
  void readsBackWhatItWrote() throws Unreadable {
    long seed = Long.getLong("haul.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<DownloadRequest> requests = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        requests.add(request(random));
      }
      String text = ListFormat.write(requests);
      assertThat(Texts.read("a.txt", text).requests())
          .as("-Dhaul.seed=%d%n%s", seed, text)
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("origin")
          .isEqualTo(requests);
    }
  }

  private static DownloadRequest request(Random random) {
    Origin origin = new Origin(Door.CLI, null, Instant.EPOCH);
    DownloadRequest.Builder request = DownloadRequest.builder(url(random), origin);
    if (random.nextBoolean()) {
      request.mirror(url(random));
    }
    if (random.nextBoolean()) {
      request.id("id" + random.nextInt()).dir(word(random) + "/" + word(random));
    }
    if (random.nextBoolean()) {
      request.name(word(random) + " =#: " + word(random)).connections(1 + random.nextInt(64));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      request.header(word(random), i == 1 ? "" : word(random) + ": = " + word(random));
      request.checksum(Checksum.of("crc32c", String.format("%08x", random.nextInt())));
    }
    IfExists[] choices = {null, IfExists.REPLACE, IfExists.FAIL};
    return request.ifExists(choices[random.nextInt(choices.length)]).build();
  }

  private static String url(Random random) {
    return "https://"
        + word(random)
        + ".example/"
        + word(random)
        + "?[|]^#="
        + word(random)
        + "ä€😀";
  }

  private static String word(Random random) {
    return Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
  }
}
