package dev.haul;

/**
 * Sets up the log of the standalone program, before the first logger is made.
 *
 * <p>Only here: in somebody else's application the log is theirs.
 */
final class Logging {

  private static final String PREFIX = "org.slf4j.simpleLogger.";

  /** How much a log tells. */
  enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  private Logging() {}

  /** For a person at a terminal: warnings of Haul, and of Camel what is worse. */
  static void forTerminal() {
    set("defaultLogLevel", "error");
    set("log.dev.haul", "warn");
    // What it reports about a download, the display says.
    set("log.dev.haul.finish.Publisher", "error");
    set("showThreadName", "false");
    set("showLogName", "false");
    // System.err is looked up anew for each message, so that a display can take its place.
    set("logFile", "System.err");
    set("cacheOutputStream", "false");
  }

  /** For a service: times on each line; Camel speaks up one level later than Haul. */
  static void forService(Level level) {
    // It reports every file that stays in the inbox when Haul stops, by the name of a class.
    set("log.org.apache.camel.component.file.GenericFileOnCompletion", "error");
    Level camel = level.compareTo(Level.DEBUG) <= 0 ? Level.INFO : Level.WARN;
    set("defaultLogLevel", camel.name());
    set("log.dev.haul", level.name());
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    set("showShortLogName", "true");
  }

  private static void set(String key, String value) {
    System.setProperty(PREFIX + key, System.getProperty(PREFIX + key, value));
  }
}
