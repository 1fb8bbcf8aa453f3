package dev.haul.fetch;

import dev.haul.download.ByteRange;
import dev.haul.download.Chunk;
import dev.haul.download.Download;
import dev.haul.download.DownloadRequest.HttpField;
import dev.haul.download.HttpDate;
import dev.haul.download.HttpUrl;
import dev.haul.download.Receipt;
import dev.haul.download.RemoteFile;
import dev.haul.download.Validator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one ranged GET, and what its answer will be judged by.
 *
 * @param asked for {@link ResponseCheck}
 * @param fields in the order they are sent
 */
record RangeRequest(Asked asked, List<HttpField> fields) {

  /** Fields that are Haul's own business on every request. */
  private static final Set<String> OURS =
      Set.of("range", "if-range", "accept-encoding", "host", "connection", "content-length");

  /** Fields that are for the host the user named and for no other (RFC 9110 §15.4). */
  private static final Set<String> SECRET =
      Set.of("authorization", "cookie", "proxy-authorization");

  static RangeRequest of(Flight flight, String userAgent) {
    Download download = flight.download();
    Chunk chunk = flight.chunk();
    RemoteFile known = download.remote();
    List<HttpField> fields = new ArrayList<>();
    addRequested(fields, download, flight.url());
    if (fields.stream().noneMatch(field -> field.name().equalsIgnoreCase("user-agent"))) {
      fields.add(new HttpField("User-Agent", userAgent));
    }
    fields.add(new HttpField("Accept-Encoding", "identity"));
    ByteRange sample = flight.sample();
    ByteRange range = sample == null ? chunk.range() : sample;
    if (chunk.ranged()) {
      fields.add(new HttpField("Range", "bytes=" + range));
    }
    String unchanged =
        known == null || download.versions().isDisputed() ? null : known.validator().forIfRange();
    boolean ifRange = chunk.ranged() && unchanged != null && download.location().takesIfRange();
    if (ifRange) {
      fields.add(new HttpField("If-Range", String.valueOf(unchanged)));
    }
    Receipt existing = known == null ? download.existing() : null;
    Validator condition = existing == null ? null : condition(existing, fields);
    return new RangeRequest(
        new Asked(
            flight.url(),
            range,
            chunk.ranged(),
            ifRange,
            condition,
            existing == null ? 0 : size(existing)),
        List.copyOf(fields));
  }

  private static void addRequested(List<HttpField> fields, Download download, HttpUrl url) {
    boolean elsewhere = !url.origin().equals(download.location().first().origin());
    for (HttpField field : download.request().headers()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!OURS.contains(name) && !(elsewhere && SECRET.contains(name))) {
        fields.add(field);
      }
    }
  }

  /** Asks for the file only if it is not the one that is there (RFC 9110 §13.1.2, §13.1.3). */
  private static @Nullable Validator condition(Receipt existing, List<HttpField> fields) {
    String etag = existing.sources().get(0).etag();
    Instant modified = existing.file() == null ? null : existing.file().lastModified();
    String date = modified == null ? null : HttpDate.format(modified);
    if (etag != null) {
      fields.add(new HttpField("If-None-Match", etag));
    } else if (date != null) {
      fields.add(new HttpField("If-Modified-Since", date));
    } else {
      return null;
    }
    return new Validator(etag, date);
  }

  private static long size(Receipt existing) {
    return existing.file() == null ? 0 : existing.file().size();
  }
}
