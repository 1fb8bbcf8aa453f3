package dev.haul.origin.rows;

import dev.haul.origin.Behaviour;
import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One misbehaviour, and what a right client makes of it.
 *
 * @param number 1 to 65 for what was reported of real servers, with a letter for variants; {@code
 *     +N} for what a hostile server may do besides
 * @param setting serves it and says the URL
 * @param rights the contents that are right, the first above all
 * @param checksum whether the client is told the SHA-256 of the first right content
 * @param connections most connections the client shall use; 0 for as it likes
 * @param authorization header field the client shall send, or null
 * @param fileName name the file shall get when the client chooses it, or null for any
 * @param notRun why nobody can run it here, or null
 */
public record Row(
    String number,
    String name,
    Stage.Way way,
    Function<Stage, String> setting,
    List<Content> rights,
    boolean checksum,
    int connections,
    @Nullable String authorization,
    @Nullable String fileName,
    Expected expected,
    @Nullable String notRun) {

  static final String PATH = "/file.bin";

  /** The file of every row that does not say otherwise. */
  static final Content FILE = Content.of(7, 3_000_000);

  /** What it is replaced by. */
  static final Content NEWER = Content.of(8, 3_000_000);

  static Draft row(String number, String name, Behaviour... behaviours) {
    return new Draft(number, name, List.of(behaviours));
  }

  public Content right() {
    return rights.get(0);
  }

  @Override
  public String toString() {
    return number + " " + name;
  }

  /** Serves the row and answers its URL. */
  public String serve(Stage stage) {
    String url = setting.apply(stage);
    return way == Stage.Way.HALF_DEAD ? url.replace("127.0.0.1", Stage.HALF_DEAD_HOST) : url;
  }

  /** A row whose end is not said yet. */
  static final class Draft {
    private final String number;
    private final String name;
    private final List<Behaviour> behaviours;
    private Stage.Way way = Stage.Way.PLAIN;
    private Content served = FILE;
    private final List<Content> rights = new ArrayList<>();
    private @Nullable Function<Stage, String> setting;
    private boolean checksum;
    private int connections;
    private @Nullable String authorization;
    private @Nullable String fileName;

    private Draft(String number, String name, List<Behaviour> behaviours) {
      this.number = number;
      this.name = name;
      this.behaviours = behaviours;
    }

    /** Another file than the usual one. */
    Draft serving(Content content) {
      served = content;
      return this;
    }

    /** The right bytes, when they are not the ones served; several times for alternatives. */
    Draft right(Content content) {
      rights.add(content);
      return this;
    }

    /** Servers that need to know addresses of others; in place of the behaviours. */
    Draft set(Function<Stage, String> how) {
      setting = how;
      return this;
    }

    Draft over(Stage.Way how) {
      way = how;
      return this;
    }

    Draft withChecksum() {
      checksum = true;
      return this;
    }

    Draft withConnections(int most) {
      connections = most;
      return this;
    }

    Draft withAuthorization(String value) {
      authorization = value;
      return this;
    }

    Draft named(String name) {
      fileName = name;
      return this;
    }

    Row arrives() {
      return ends(Expected.arrival());
    }

    Row arrivesUnproven() {
      return ends(Expected.unprovenArrival());
    }

    /** With any of these problem types, or with any at all if none is named. */
    Row fails(String... problems) {
      return ends(Expected.failure(problems));
    }

    Row arrivesOrFails(String... problems) {
      return ends(Expected.either(problems));
    }

    Row cannotRun(String why) {
      return make(Expected.arrival(), why);
    }

    private Row ends(Expected expected) {
      return make(expected, null);
    }

    private Row make(Expected expected, @Nullable String notRun) {
      Content content = served;
      Behaviour[] all = behaviours.toArray(Behaviour[]::new);
      Function<Stage, String> usual = stage -> stage.origin().serve(PATH, content, all);
      return new Row(
          number,
          name,
          way,
          setting == null ? usual : setting,
          rights.isEmpty() ? List.of(served) : List.copyOf(rights),
          checksum,
          connections,
          authorization,
          fileName,
          expected,
          notRun);
    }
  }

  /** Serves the file on that origin under the usual path. */
  static String serveOn(Origin origin, Behaviour... behaviours) {
    return origin.serve(PATH, FILE, behaviours);
  }
}
