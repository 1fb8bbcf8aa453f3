package dev.haul.origin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Behaviours by name, for a path such as {@code /64MiB/name.bin?rate=1MB/s&delay=100ms} and for the
 * options of {@link OriginMain}; the query wins over the options.
 */
final class Parameters {
  static final Map<String, Function<String, Behaviour>> KNOWN = known();
  private static final String SEED = "seed";

  /** What redirects count with, and a number that only makes a URL new. */
  private static final Set<String> IDLE = Set.of("hop", "round", "node", "token");

  private final Map<String, String> defaults;
  private final Map<String, Resource> made = new ConcurrentHashMap<>();

  Parameters(Map<String, String> defaults) {
    this.defaults = Map.copyOf(defaults);
  }

  /** The first segment of the path is the size; 404 without one, 400 for what is not known. */
  Resource resource(String path, String query) {
    return made.computeIfAbsent(path + "?" + query, key -> make(path, query));
  }

  private Resource make(String path, String query) {
    String size = path.substring(1).split("/", 2)[0];
    Content nothing = Content.of("");
    if (!Sizes.is(size)) {
      return Resource.of(nothing, Refusals.status(404));
    }
    try {
      Map<String, String> asked = new LinkedHashMap<>(defaults);
      asked.putAll(parse(query));
      asked.keySet().removeAll(IDLE);
      String seed = asked.remove(SEED);
      Content content = Content.of(seed == null ? 1 : Long.parseLong(seed), Sizes.bytes(size));
      return Resource.of(content, behaviours(asked).toArray(Behaviour[]::new));
    } catch (IllegalArgumentException e) {
      return Resource.of(nothing, Refusals.status(400), Replies.header("X-Reason", reason(e)));
    }
  }

  static boolean knows(String name) {
    return name.equals(SEED) || KNOWN.containsKey(name);
  }

  private static List<Behaviour> behaviours(Map<String, String> asked) {
    List<Behaviour> behaviours = new ArrayList<>();
    asked.forEach(
        (name, value) -> {
          Function<String, Behaviour> make = KNOWN.get(name);
          if (make == null) {
            throw new IllegalArgumentException("unknown parameter " + name);
          }
          behaviours.add(make.apply(value));
        });
    return behaviours;
  }

  static Map<String, String> parse(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        String[] pair = parameter.split("=", 2);
        String value = pair.length < 2 ? "1" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
        parameters.put(pair[0].toLowerCase(Locale.ROOT), value);
      }
    }
    return parameters;
  }

  private static String reason(IllegalArgumentException e) {
    return String.valueOf(e.getMessage()).replaceAll("[\\r\\n]", " ");
  }

  private static Map<String, Function<String, Behaviour>> known() {
    Map<String, Function<String, Behaviour>> known = new LinkedHashMap<>();
    addConnections(known);
    addRanges(known);
    addBodies(known);
    addHeads(known);
    addRefusals(known);
    addReplies(known);
    addVersions(known);
    return known;
  }

  private static void addConnections(Map<String, Function<String, Behaviour>> known) {
    known.put("cut", v -> Cuts.cutAfter(Sizes.bytes(v)));
    known.put("fin", v -> Cuts.cutAfter(Sizes.bytes(v), Answer.Cut.FIN));
    known.put("half", v -> Cuts.cutAfter(Sizes.bytes(v), Answer.Cut.HALF));
    known.put("randomcut", v -> Cuts.randomCuts(1, Sizes.bytes(v)));
    known.put("stale", v -> Cuts.staleKeepAlive(Answer.Cut.FIN));
    known.put("rate", v -> Pace.rate(Sizes.bytes(v)));
    known.put("slowfourth", v -> Pace.slowOneIn(4, Sizes.bytes(v)));
    known.put("delay", v -> Pace.firstByteDelay(Sizes.millis(v)));
    known.put("stall", v -> Pace.stallAfter(Sizes.bytes(v)));
    known.put("silent", v -> Pace.neverAnswers());
    known.put("deaf", v -> Pace.deafKeepAlive());
    known.put("trickle", v -> Pace.trickleAfter(0, Duration.ofMillis(Sizes.millis(v))));
  }

  private static void addRanges(Map<String, Function<String, Behaviour>> known) {
    known.put("noranges", v -> Ranges.ignoreRange());
    known.put("norangeswithifrange", v -> Ranges.ignoreRangeWithIfRange());
    known.put("noifrange", v -> Ranges.ignoreIfRange());
    known.put("flapping", v -> Ranges.ignoreRange().every(Integer.parseInt(v)));
    known.put("noacceptranges", v -> Ranges.noAcceptRanges());
    known.put("acceptrangesnone", v -> Ranges.acceptRangesNone());
    known.put("shift", v -> Ranges.shiftedStart(Long.parseLong(v)));
    known.put("total", v -> Ranges.wrongTotal(Long.parseLong(v)));
    known.put("wholefile", v -> Ranges.wholeFile());
    known.put("nocontentrange", v -> Ranges.noContentRange());
    known.put("window", v -> Ranges.shorterWindow(Sizes.bytes(v)));
    known.put("longerwindow", v -> Ranges.longerWindow(Sizes.bytes(v)));
    known.put("longerbody", v -> Ranges.longerBody(Sizes.bytes(v)));
    known.put("multipart", v -> Ranges.multipart());
    known.put("contentrange", Ranges::contentRange);
    known.put("partial", v -> Ranges.alwaysPartial());
  }

  private static void addBodies(Map<String, Function<String, Behaviour>> known) {
    known.put("nolength", v -> Bodies.noLength());
    known.put("chunked", v -> Bodies.chunked());
    known.put("chunkedwithoutend", v -> Bodies.chunkedWithoutEnd());
    known.put("chunkedwithlength", v -> Bodies.chunkedWithLength(Long.parseLong(v)));
    known.put("chunks", Bodies::chunks);
    known.put("chunkextension", v -> Bodies.chunkExtension(Math.toIntExact(Sizes.bytes(v))));
    known.put("endlessbody", v -> Bodies.endless());
    known.put("surplus", v -> Bodies.surplus(Math.toIntExact(Sizes.bytes(v))));
    known.put("unaskednext", v -> Bodies.unaskedNextRange());
    known.put("gzip", v -> Bodies.gzip());
    known.put("gzipone", v -> Bodies.gzip().every(Integer.parseInt(v)));
    known.put("gzipranges", v -> Bodies.gzipRanges());
    known.put("lengthoff", v -> Bodies.lengthOff(Long.parseLong(v)));
    known.put("flip", v -> Bodies.bitFlip(Long.parseLong(v)));
  }

  private static void addHeads(Map<String, Function<String, Behaviour>> known) {
    known.put("statusline", Heads::statusLine);
    known.put("http10", v -> Heads.http10());
    known.put("interim", v -> Heads.interim(103, Integer.parseInt(v)));
    known.put("interimflood", v -> Heads.interimFlood());
    known.put("fields", v -> Heads.fields(Long.parseLong(v)));
    known.put("endlesshead", v -> Heads.endless());
    known.put("longline", v -> Heads.longLine(Math.toIntExact(Sizes.bytes(v))));
    known.put("endlessline", v -> Heads.endlessLine());
    known.put("barelf", v -> Heads.bareLineFeeds());
    known.put("slowhead", v -> Heads.slow(Sizes.millis(v)));
    known.put("digest", v -> Digests.repr());
    known.put("wrongdigest", v -> Digests.wrongRepr());
    known.put("contentdigest", v -> Digests.content());
    known.put("olddigest", v -> Digests.old());
  }

  private static void addRefusals(Map<String, Function<String, Behaviour>> known) {
    known.put("status", v -> Refusals.status(Integer.parseInt(v)));
    known.put("fail", v -> Refusals.statusFor(Integer.parseInt(v), 500));
    known.put("busy", v -> Refusals.busyFor(Integer.parseInt(v), 503, "1"));
    known.put("busyuntil", v -> Refusals.busyUntil(Integer.parseInt(v), 429, 1));
    known.put("busyabove", v -> Refusals.busyAbove(Integer.parseInt(v), 503, "1"));
    known.put("forbiddenabove", v -> Refusals.busyAbove(Integer.parseInt(v), 403, ""));
    known.put("retryafter", v -> Refusals.busy(429, v).first(2));
    known.put("cap", v -> Refusals.connectionCap(Integer.parseInt(v)));
    known.put("hugepage", v -> Refusals.hugePage(404, Sizes.bytes(v)));
    known.put("refusehead", v -> Refusals.refuseHead(Integer.parseInt(v)));
    known.put("refuserange", v -> Refusals.refuseRange(Integer.parseInt(v)));
    known.put("refuseifmatch", v -> Refusals.refuseHeader("If-Match", Integer.parseInt(v)));
    known.put("refusefirstbyte", v -> Refusals.refuseFirstByte(Integer.parseInt(v)));
    known.put("refuselarger", v -> Refusals.refuseLargerRange(Sizes.bytes(v), 403));
    known.put("neversatisfiable", v -> Refusals.rangeNeverSatisfiable());
    known.put("once", v -> Refusals.status(Integer.parseInt(v)).from(1));
  }

  private static void addReplies(Map<String, Function<String, Behaviour>> known) {
    known.put("redirect", v -> Replies.redirectHops(Integer.parseInt(v)));
    known.put("redirectto", Replies::redirectTo);
    known.put("redirectloop", v -> Replies.redirectLoop());
    known.put("nodes", v -> Nodes.redirected(Integer.parseInt(v)));
    known.put("signed", v -> Nodes.signed(Integer.parseInt(v), 403));
    known.put("login", v -> Replies.loginPage().from(Integer.parseInt(v)));
    known.put("lyinghead", v -> Replies.lyingHead());
    known.put("nothing", v -> Replies.nothing(Integer.parseInt(v)));
    known.put("disposition", Replies::contentDisposition);
    known.put("type", Replies::contentType);
  }

  private static void addVersions(Map<String, Function<String, Behaviour>> known) {
    known.put("etag", Validators::etag);
    known.put("weaketag", v -> Validators.weakEtag());
    known.put("novalidators", v -> Validators.withoutValidators());
    known.put("modifiednow", v -> Validators.modifiedJustNow());
    known.put("changingetag", v -> Validators.changingEtag(Integer.parseInt(v)));
    known.put("etags", v -> Nodes.inTurn(Integer.parseInt(v)));
  }
}
