package dev.haul.terminal;

import java.util.Locale;

/** Numbers as people like to read them. Only here: programs get plain integers. */
final class Units {

  private static final String[] SIZES = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

  /** Above this, an estimate says nothing. */
  private static final long LONGEST_ESTIMATE_SECONDS = 99 * 86_400L;

  private Units() {}

  /** Decimal, with one digit behind the point: {@code 12.3 MB}. */
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    // 999.95 would be printed as 1000.0.
    while (value >= (unit == 0 ? 1000 : 999.95) && unit < SIZES.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, SIZES[unit]);
  }

  static String speed(long bytesPerSecond) {
    return size(bytesPerSecond) + "/s";
  }

  /** {@code 42s}, {@code 3m07s}, {@code 2h05m}, {@code 4d11h}. */
  static String time(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds % 3600 / 60);
    }
    return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds % 86_400 / 3600);
  }

  /** How long {@code remaining} bytes take, or nothing when one cannot tell. */
  static String timeLeft(long remaining, long bytesPerSecond) {
    if (bytesPerSecond <= 0 || remaining <= 0) {
      return "";
    }
    long seconds = (remaining - 1) / bytesPerSecond + 1;
    return seconds > LONGEST_ESTIMATE_SECONDS ? "" : time(seconds);
  }
}
