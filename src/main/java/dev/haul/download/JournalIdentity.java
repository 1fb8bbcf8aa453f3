package dev.haul.download;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which download a journal belongs to, and which version of which file: its first record.
 *
 * @param id of the download
 * @param url the URL asked for, without its secrets; for people
 * @param finalUrl where the first bytes came from after redirects, without its secrets, or null for
 *     {@code url}; for people, as the URL asked for is asked again
 * @param urls SHA-256 in hex of the exact URLs, a line each
 * @param size of the file in bytes, 1 or more
 * @param etag the entity tag as sent, or null
 * @param lastModified the {@code Last-Modified} field as sent, or null
 * @param strongDate see {@link Validator}
 * @param mediaType the {@code Content-Type}, or null
 * @param name the name the file was going to get; for people, as it is chosen anew
 * @param checksums that were asked for, as {@code ALG=HEX}
 * @param resumes how often the download went on after a restart of Haul
 */
public record JournalIdentity(
    String id,
    String url,
    @Nullable String finalUrl,
    String urls,
    long size,
    @Nullable String etag,
    @Nullable String lastModified,
    boolean strongDate,
    @Nullable String mediaType,
    String name,
    List<String> checksums,
    int resumes) {

  public JournalIdentity {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(urls, "urls");
    Objects.requireNonNull(name, "name");
    checksums = List.copyOf(checksums);
    if (size < 1 || resumes < 0) {
      throw new IllegalArgumentException("not a journal's size and resumes: " + size + resumes);
    }
  }

  /**
   * @param remote with a size
   */
  static JournalIdentity of(
      Download download, RemoteFile remote, String name, UrlRedaction redaction) {
    Validator validator = remote.validator();
    return new JournalIdentity(
        download.id(),
        redaction.redact(download.request().url()),
        finalUrl(download, redaction),
        hash(download.request().urls()),
        Objects.requireNonNull(remote.size(), "nothing without a size can go on"),
        validator.etag(),
        validator.lastModified(),
        validator.strongDate(),
        remote.mediaType(),
        name,
        checksums(download),
        0);
  }

  private static @Nullable String finalUrl(Download download, UrlRedaction redaction) {
    String last = download.url().toString();
    return last.equals(download.request().url()) ? null : redaction.redact(last);
  }

  private static List<String> checksums(Download download) {
    return download.request().checksums().stream().map(Checksum::toString).toList();
  }

  private static String hash(List<String> urls) {
    return Sha256.hex(String.join("\n", urls));
  }

  /** Why {@code download} cannot go on with what this journal claims, or null if it can. */
  public @Nullable String misfit(Download download) {
    if (!id.equals(download.id()) || !urls.equals(hash(download.request().urls()))) {
      return "its journal is of another URL";
    }
    if (!checksums.equals(checksums(download))) {
      return "its journal is of other checksums";
    }
    return validator().isNone() ? "the server told nothing that tells versions apart" : null;
  }

  private Validator validator() {
    return new Validator(etag, lastModified, strongDate);
  }

  /** The file that was begun; only one that is served in ranges has a journal. */
  public RemoteFile remote() {
    return RemoteFile.of(size, validator(), mediaType, true);
  }

  /** The same after one more restart of Haul. */
  public JournalIdentity resumed() {
    return new JournalIdentity(
        id,
        url,
        finalUrl,
        urls,
        size,
        etag,
        lastModified,
        strongDate,
        mediaType,
        name,
        checksums,
        resumes + 1);
  }
}
