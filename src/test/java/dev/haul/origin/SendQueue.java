package dev.haul.origin;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Waits until the peer's kernel has all that was written: a reset throws away what is still queued
 * here. Linux tells in /proc/net/tcp; elsewhere a short wait must do.
 */
final class SendQueue {
  /** Each takes the kernel milliseconds, so the one that has sockets of Java comes first. */
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp6"), Path.of("/proc/net/tcp"));

  private static final long STEP = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long ENOUGH = TimeUnit.MILLISECONDS.toNanos(500);

  private SendQueue() {}

  static void awaitEmpty(Socket socket) throws IOException {
    if (!Files.isReadable(TABLES.get(0))) {
      LockSupport.parkNanos(10 * STEP);
      return;
    }
    long start = System.nanoTime();
    while (!empty(socket) && System.nanoTime() - start < ENOUGH) {
      LockSupport.parkNanos(STEP);
    }
  }

  /** Columns: number, local, remote, state, sent:received in hex. */
  private static boolean empty(Socket socket) throws IOException {
    String local = String.format(Locale.ROOT, ":%04X", socket.getLocalPort());
    String remote = String.format(Locale.ROOT, ":%04X", socket.getPort());
    for (Path table : TABLES) {
      if (Files.isReadable(table)) {
        try (Stream<String> lines = Files.lines(table)) {
          Optional<String[]> own =
              lines
                  .map(line -> line.strip().split("\\s+"))
                  .filter(fields -> fields[1].endsWith(local) && fields[2].endsWith(remote))
                  .findFirst();
          if (own.isPresent()) {
            return own.get()[4].startsWith("00000000:");
          }
        }
      }
    }
    return true;
  }
}
