package dev.haul.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into a journal, what is read of it, and whom it fits. */
class JournalTest {

  static final long SIZE = 1L << 40;

  @TempDir private static Path folder;

  static JournalIdentity identity(String name) {
    return new JournalIdentity(
        "5f0c2b",
        "https://h/a.iso?token=***",
        "https://mirror/a.iso",
        "00ff",
        SIZE,
        "\"a\"",
        null,
        false,
        "text/plain",
        name,
        List.of("md5=d41d8cd98f00b204e9800998ecf8427e"),
        0);
  }

  static Mark mark(long first, long length, int crc) {
    return new Mark(ByteRange.of(first, length), crc);
  }

  private static Path path(String name) {
    return folder.resolve(name + ".journal");
  }

  private static List<Mark> claims(Path path) throws IOException {
    return Journal.read(path).claims();
  }

  @Test
  void tellsWhatWasClaimed() throws Exception {
    Journal journal = new Journal(path("a"), identity("ü\n\"x\""));
    assertThat(path("a")).doesNotExist();
    journal.claim(List.of(mark(0, 10, 1), mark(20, 5, -1)));
    journal.claim(List.of(mark(0, 15, 2)));
    Journal.Recorded open = Journal.read(path("a"));
    assertThat(open.identity()).isEqualTo(identity("ü\n\"x\""));
    assertThat(open.claims()).containsExactly(mark(0, 10, 1), mark(20, 5, -1), mark(0, 15, 2));
    assertThat(open.closed()).isFalse();
    journal.close();
    assertThat(Journal.read(path("a")).closed()).isTrue();
    journal.claim(List.of(mark(100, 1, 1)));
    assertThat(Journal.read(path("a")))
        .isEqualTo(new Journal.Recorded(open.identity(), open.claims(), true));
    assertThat(Journal.longest(open.claims())).containsExactly(mark(0, 15, 2), mark(20, 5, -1));
  }

  @Test
  void isTextAsDocumented() throws Exception {
    Journal journal = new Journal(path("text"), identity("a.iso"));
    journal.claim(List.of(mark(0, 524_288, 0x1c291ca3)));
    journal.claim(List.of(mark(8_388_608, 1, 255)));
    journal.close();
    List<String> lines = Files.readAllLines(path("text"), StandardCharsets.US_ASCII);
    assertThat(lines.get(0))
        .matches("haul/journal/1 \\{\"id\":\"5f0c2b\",.*\"resumes\":0\\} [0-9a-f]{8}");
    assertThat(lines.subList(1, 4).stream().map(line -> line.replaceAll(" [0-9a-f]{8}$", "")))
        .containsExactly("range 0-524287 1c291ca3", "range 8388608-8388608 000000ff", "closed");
  }

  @Test
  void claimsOnlyWhatIsNew() throws Exception {
    Journal journal = new Journal(path("new"), identity("a"));
    journal.landed(mark(0, 10, 1));
    assertThat(journal.unclaimed(List.of(mark(50, 5, 2))))
        .containsExactly(mark(0, 10, 1), mark(50, 5, 2));
    assertThat(journal.growth(journal.unclaimed(List.of()))).isEqualTo(10);
    journal.claim(journal.unclaimed(List.of()));
    assertThat(journal.unclaimed(List.of())).isEmpty();
    assertThat(journal.unclaimed(List.of(mark(0, 10, 1), mark(0, 4, 9)))).isEmpty();
    assertThat(journal.growth(List.of(mark(0, 12, 3)))).isEqualTo(2);
    journal.discard();
    assertThat(path("new")).doesNotExist();
    journal.claim(List.of(mark(60, 5, 2)));
    assertThat(path("new")).doesNotExist();
  }

  @Test
  void staysSmallWhileFlightsMoveOn() throws Exception {
    Journal journal = new Journal(path("small"), identity("a"));
    for (int i = 1; i <= 10_000; i++) {
      journal.claim(List.of(mark(0, i, i), mark(1 << 20, 2 * i, -i)));
    }
    assertThat(Files.size(path("small"))).isLessThan(80_000);
    assertThat(Journal.longest(claims(path("small"))))
        .containsExactly(mark(0, 10_000, 10_000), mark(1 << 20, 20_000, -10_000));
    journal.close();
    assertThat(Journal.read(path("small")).closed()).isTrue();
    assertThat(path("small").resolveSibling("small.journal.new")).doesNotExist();
  }

  @Test
  void goesOnWithoutWhatItWasNotGiven() throws Exception {
    Journal journal = new Journal(path("on"), identity("a"));
    journal.claim(List.of(mark(0, 10, 1), mark(20, 5, -1)));
    journal.close();
    Files.writeString(path("on"), Files.readString(path("on")) + "torn");
    Journal next = Journal.goOn(path("on"), identity("a").resumed(), List.of(mark(20, 5, -1)));
    next.claim(List.of(mark(30, 1, 7)));
    Journal.Recorded read = Journal.read(path("on"));
    assertThat(read.identity().resumes()).isEqualTo(1);
    assertThat(read.claims()).containsExactly(mark(20, 5, -1), mark(30, 1, 7));
    assertThat(read.closed()).isFalse();
    next.discard();
  }

  @Test
  void refusesWhatIsNoJournal() {
    for (String text :
        List.of("", "\n", "x", "haul/journal/1 {}\n", "closed 00000000\n", "{}\n\n\n")) {
      assertThat(JournalText.read(text.getBytes(StandardCharsets.UTF_8))).as(text).isNull();
    }
    Mark behind = mark(SIZE - 1, 2, 0);
    String text = JournalText.identity(identity("a")) + JournalText.range(behind);
    assertThat(JournalText.read(text.getBytes(StandardCharsets.US_ASCII)).claims()).isEmpty();
  }

  @Test
  void onlyItsOwnDownloadFits() throws Exception {
    OpenDownloads downloads = Samples.downloads(folder);
    DownloadRequest asked = Samples.request("http://h/a?token=hush", builder -> builder.id("mine"));
    Download mine = Samples.open(downloads, asked);
    RemoteFile remote = RemoteFile.of(9L, new Validator("\"e\"", null), "a/b", true);
    JournalIdentity identity =
        JournalIdentity.of(mine, remote, "a", new UrlRedaction(List.of("token")));
    assertThat(identity.toString()).doesNotContain("hush");
    assertThat(identity.misfit(mine)).isNull();
    assertThat(identity.remote()).isEqualTo(remote);
    assertThat(identity.finalUrl()).isNull();
    mine.location().startAt(HttpUrl.parse("http://mirror/b?token=hush"));
    assertThat(JournalIdentity.of(mine, remote, "a", new UrlRedaction(List.of("token"))).finalUrl())
        .isEqualTo("http://mirror/b?token=***");
    Download other = Samples.open(Samples.downloads(folder), Samples.request("mine"));
    assertThat(identity.misfit(other)).contains("another URL");
    DownloadRequest checked =
        Samples.request(
            "http://h/a?token=hush",
            builder -> builder.id("mine").checksum(Checksum.parse("crc32c=00000000")));
    assertThat(identity.misfit(Samples.open(Samples.downloads(folder), checked)))
        .contains("other checksums");
    RemoteFile unmarked = RemoteFile.of(9L, Validator.NONE, "a/b", true);
    assertThat(JournalIdentity.of(mine, unmarked, "a", new UrlRedaction(List.of())).misfit(mine))
        .contains("versions");
  }

  @Test
  void leavesNoOtherFiles() throws Exception {
    Path place = Files.createDirectory(folder.resolve("place"));
    Journal journal = new Journal(place.resolve("a.journal"), identity("a"));
    journal.claim(List.of(mark(0, 1, 1)));
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files).containsExactly(place.resolve("a.journal"));
    }
    journal.discard();
    assertThat(place).isEmptyDirectory();
  }
}
