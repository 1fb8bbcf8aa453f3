package dev.haul.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.dd.plist.BinaryPropertyListWriter;
import com.dd.plist.NSArray;
import com.dd.plist.NSDictionary;
import com.dd.plist.NSString;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

  private static final String PLIST =
      "<plist version=\"1.0\"><dict><key>URL</key><string>https://h/a?b=1&amp;c=2</string></dict></plist>";

  private static String url(String name, String text) throws Unreadable {
    return Texts.read(name, text).first().url();
  }

  @Test
  void readsWindowsShortcut() throws Unreadable {
    String text =
        "\uFEFF[{000214A0}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nIDList=\r\nURL=https://h/a\r\n";
    assertThat(url("a.url", text)).isEqualTo("https://h/a");
    assertThat(Texts.read("a.url", text).list()).isFalse();
  }

  @Test
  void readsShortcutInWindows1252() throws Unreadable {
    byte[] text =
        "[InternetShortcut]\r\nURL=https://h/ä\r\n".getBytes(Charset.forName("windows-1252"));
    assertThat(Texts.read("a.url", text).first().url()).isEqualTo("https://h/ä");
  }

  @Test
  void readsPlainLinesInShortcut() throws Unreadable {
    assertThat(url("a.url", "https://h/a\n")).isEqualTo("https://h/a");
    assertThat(Texts.read("a.url", "https://h/a\n").list()).isFalse();
    assertThat(Texts.read("a.url", "https://h/a\nhttps://h/b").list()).isTrue();
  }

  @Test
  void readsDesktopLink() throws Unreadable {
    assertThat(url("a.desktop", "[Desktop Entry]\nType=Link\nURL[$e]=https://h/a\n"))
        .isEqualTo("https://h/a");
  }

  @Test
  void refusesShortcutWithoutUrl() {
    assertThat(Texts.refusal("a.url", "[InternetShortcut]\nIconIndex=0"))
        .startsWith("no URL= line");
    assertThat(Texts.refusal("a.desktop", "[Other]\nURL=https://h/a")).startsWith("no URL= line");
    assertThat(Texts.refusal("a.url", "[InternetShortcut]\nURL=a b")).startsWith("line 2: a space");
  }

  @Test
  void readsXmlLocationOfTheFinder() throws Unreadable {
    String text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\""
            + " \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";
    assertThat(url("a.webloc", text + PLIST)).isEqualTo("https://h/a?b=1&c=2");
  }

  @Test
  void readsBinaryLocation() throws Unreadable, IOException {
    NSDictionary location = new NSDictionary();
    location.put("URL", "https://h/ä");
    byte[] content = BinaryPropertyListWriter.writeToArray(location);
    assertThat(Texts.read("a.webloc", content).first().url()).isEqualTo("https://h/ä");
  }

  @Test
  void refusesEntitiesInLocation(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "https://h/geheim");
    String text =
        "<!DOCTYPE plist [<!ENTITY x SYSTEM \""
            + secret.toUri()
            + "\">]>"
            + PLIST.replace("https://h/a?b=1&amp;c=2", "&x;");
    assertThat(Texts.refusal("a.webloc", text)).startsWith("defines XML entities");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<plist/>", "<html/>", "{URL=a;}", "bplist00", "<plist><dict/></plist>"})
  void refusesWhatIsNoLocation(String text) {
    assertThat(Texts.refusal("a.webloc", text)).contains("property list");
  }

  @Test
  void refusesBinaryLocationThatClaimsMoreThanItHolds() throws IOException {
    byte[] content =
        BinaryPropertyListWriter.writeToArray(new NSArray(new NSString("a"), new NSString("b")));
    content[8] = (byte) 0xAF;
    content[9] = 0x12;
    content[10] = 0x7F;
    assertThat(Texts.refusal("a.webloc", content)).startsWith("a damaged property list");
  }

  @Test
  void refusesDeeplyNestedLocation() {
    assertThat(Texts.refusal("a.webloc", "<plist>" + "<array>".repeat(9000)))
        .contains("property list");
    String deep = "<plist>" + "<array>".repeat(4000) + "</array>".repeat(4000) + "</plist>";
    assertThat(Texts.refusal("a.webloc", deep)).contains("property list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.meta4", "a.METALINK", "a.torrent"})
  void saysWhatComesLater(String name) {
    assertThat(Texts.refusal(name, "x")).endsWith("files are not supported yet");
  }

  @Test
  void givesTheSameInputTheSameId() throws Unreadable {
    String id = Texts.read("täg lich.txt", "https://h/a").id();
    assertThat(id)
        .isEqualTo(Texts.read("täg lich.txt", "https://h/a").id())
        .startsWith("t_g_lich.txt-");
    assertThat(id).isNotEqualTo(Texts.read("täg lich.txt", "https://h/b").id());
    assertThat(id).isNotEqualTo(Texts.read("b.txt", "https://h/a").id());
  }

  @Test
  void refusesGiantFile() {
    assertThat(Texts.refusal("a.txt", new byte[RequestReader.MAX_BYTES + 1]))
        .startsWith("larger than");
  }

  @Test
  void knowsItsExtensionsInAnyCase() {
    assertThat(RequestReader.isInput("a.JSON")).isTrue();
    assertThat(RequestReader.isInput("a.json.part")).isFalse();
  }
}
