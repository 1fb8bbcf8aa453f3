package dev.haul.origin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

  /** The count of redirects, and a number that only makes a URL new. */
  private static final Set<String> IDLE = Set.of("hop", "round");

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

  private static Map<String, String> parse(String query) {
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
    known.put("cut", v -> Cuts.cutAfter(Sizes.bytes(v)));
    known.put("fin", v -> Cuts.cutAfter(Sizes.bytes(v), Answer.Cut.FIN));
    known.put("randomcut", v -> Cuts.randomCuts(1, Sizes.bytes(v)));
    known.put("rate", v -> Pace.rate(Sizes.bytes(v)));
    known.put("slowfourth", v -> Pace.slowOneIn(4, Sizes.bytes(v)));
    known.put("delay", v -> Pace.firstByteDelay(Sizes.millis(v)));
    known.put("stall", v -> Pace.stallAfter(Sizes.bytes(v)));
    known.put("silent", v -> Pace.neverAnswers());
    known.put("noranges", v -> Ranges.ignoreRange());
    known.put("noacceptranges", v -> Ranges.noAcceptRanges());
    known.put("acceptrangesnone", v -> Ranges.acceptRangesNone());
    known.put("shift", v -> Ranges.shiftedStart(Long.parseLong(v)));
    known.put("total", v -> Ranges.wrongTotal(Long.parseLong(v)));
    known.put("wholefile", v -> Ranges.wholeFile());
    known.put("nocontentrange", v -> Ranges.noContentRange());
    known.put("window", v -> Ranges.shorterWindow(Sizes.bytes(v)));
    known.put("contentrange", Ranges::contentRange);
    known.put("nolength", v -> Bodies.noLength());
    known.put("chunked", v -> Bodies.chunked());
    known.put("chunkedwithoutend", v -> Bodies.chunkedWithoutEnd());
    known.put("gzip", v -> Bodies.gzip());
    known.put("lengthoff", v -> Bodies.lengthOff(Long.parseLong(v)));
    known.put("flip", v -> Bodies.bitFlip(Long.parseLong(v)));
    known.put("status", v -> Refusals.status(Integer.parseInt(v)));
    known.put("fail", v -> Refusals.statusFor(Integer.parseInt(v), 500));
    known.put("busy", v -> Refusals.busyFor(Integer.parseInt(v), 503, "1"));
    known.put("busyabove", v -> Refusals.busyAbove(Integer.parseInt(v), 503, "1"));
    known.put("cap", v -> Refusals.connectionCap(Integer.parseInt(v)));
    known.put("redirect", v -> Replies.redirectHops(Integer.parseInt(v)));
    known.put("redirectto", Replies::redirectTo);
    known.put("redirectloop", v -> Replies.redirectLoop());
    known.put("disposition", Replies::contentDisposition);
    known.put("type", Replies::contentType);
    known.put("etag", Validators::etag);
    known.put("weaketag", v -> Validators.weakEtag());
    known.put("novalidators", v -> Validators.withoutValidators());
    known.put("changingetag", v -> Validators.changingEtag(Integer.parseInt(v)));
    return known;
  }
}
