package dev.haul.intake;

import dev.haul.download.Door;
import dev.haul.download.DownloadRequest;
import dev.haul.download.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads every input format; the extension of the name says which one it is. */
public final class RequestReader {

  /** Largest input in bytes; about 600,000 lines. */
  static final int MAX_BYTES = 64 * 1024 * 1024;

  private static final Set<String> READABLE =
      Set.of("url", "desktop", "webloc", "txt", "urls", "json");
  private static final Set<String> LATER = Set.of("meta4", "metalink", "torrent");
  private static final Set<String> UNFINISHED = Set.of("tmp", "part", "crdownload");
  private static final int ID_DIGITS = 16;

  /** Whether Camel or this platform can name the file: a backslash is a separator to Camel. */
  static boolean isNameable(String fileName) {
    return fileName.indexOf('\\') < 0 && fileName.indexOf('\uFFFD') < 0;
  }

  /** Whether {@code fileName} is one the inbox takes. */
  static boolean isInput(String fileName) {
    String extension = extension(fileName);
    return !fileName.startsWith(".")
        && !UNFINISHED.contains(extension)
        && (READABLE.contains(extension) || LATER.contains(extension));
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * @throws NoSuchFileException when there is no such file any more
   */
  public Batch read(Path file, Door door, Instant receivedAt)
      throws Unreadable, NoSuchFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      return read(String.valueOf(file.getFileName()), content, door, receivedAt);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new Unreadable("cannot be read: " + e + "; check its permissions");
    }
  }

  /** Reads {@code content}; a name without a known extension, such as {@code -}, is a list. */
  public Batch read(String name, byte[] content, Door door, Instant receivedAt) throws Unreadable {
    if (content.length > MAX_BYTES) {
      throw new Unreadable("larger than " + MAX_BYTES + " bytes; split it");
    }
    String extension = extension(name);
    if (LATER.contains(extension)) {
      throw new Unreadable("." + extension + " files are not supported yet");
    }
    Source source = new Source(name, door, receivedAt);
    String id = id(name, content);
    return switch (extension) {
      case "url" -> batch(id, name, ShortcutFormat.url(content, source));
      case "desktop" -> batch(id, name, ShortcutFormat.desktop(content, source));
      case "webloc" -> batch(id, name, WeblocFormat.parse(content, source));
      case "json" -> json(id, name, JsonFormat.parse(content, source));
      default -> new Batch(id, name, true, list(content, source), null);
    };
  }

  /** Reads a message: a JSON document, or a list, of which a single URL is the shortest. */
  public Batch readMessage(String id, byte[] content, Instant receivedAt) throws Unreadable {
    if (content.length > MAX_BYTES) {
      throw new Unreadable("larger than " + MAX_BYTES + " bytes; split it");
    }
    Source source = new Source(id, Door.QUEUE, receivedAt);
    return InputText.utf8(content).stripLeading().startsWith("{")
        ? json(id(id, content), id, JsonFormat.parse(content, source))
        : batch(id(id, content), id, list(content, source));
  }

  private static List<DownloadRequest> list(byte[] content, Source source) throws Unreadable {
    return ListFormat.parse(InputText.utf8(content), source);
  }

  private static Batch batch(String id, String name, List<DownloadRequest> requests) {
    return new Batch(id, name, requests.size() > 1, requests, null);
  }

  private static Batch json(String id, String name, JsonFormat.Document document) {
    String own = document.id();
    return new Batch(own == null ? id : own, name, document.list(), document.requests(), null);
  }

  /** The same for the same name and content: {@code daily.txt-5a3c...}. */
  static String id(String name, byte[] content) {
    byte[] prefix = (name + "\0").getBytes(StandardCharsets.UTF_8);
    String hash = Sha256.hex(prefix, content).substring(0, ID_DIGITS);
    String stem = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[._-]+", "");
    return (stem.isEmpty() ? "" : stem.substring(0, Math.min(stem.length(), 64)) + "-") + hash;
  }
}
