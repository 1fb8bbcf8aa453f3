package dev.haul.origin.rows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Tries downloaders against the rows and prints a table: {@code java -cp haul-tests.jar
 * dev.haul.origin.rows.RowsMain --client 'curl -sfL -o {file} {url}'}. It needs the JDK alone.
 */
public final class RowsMain {
  private static final String USAGE =
      """
      usage: bench/rows [--client COMMAND]... [--without-haul] [--rows N,N...] [--patience SECONDS] [--list]
      In COMMAND: {url} {file}, or {dir} and {name}; {ca} for TLS, {authorization} for a header line.
      """;

  private RowsMain() {}

  public static void main(String[] arguments) throws IOException {
    System.exit(run(arguments, null));
  }

  /**
   * Does what the arguments say.
   *
   * @param own makes the client that comes first, given the folder that all downloads go below; or
   *     null
   * @return exit code: 0 when all is as expected, 1 when not, 2 for wrong usage
   */
  @SuppressWarnings("SystemOut")
  public static int run(
      String[] arguments, @org.jspecify.annotations.Nullable Function<Path, Client> own)
      throws IOException {
    List<Client> clients = new ArrayList<>();
    Set<String> chosen = Set.of();
    Duration patience = Duration.ofSeconds(15);
    boolean withOwn = own != null;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--client" -> clients.add(new CommandClient(value(arguments, ++i)));
          case "--rows" -> chosen = Set.of(value(arguments, ++i).split(",", -1));
          case "--patience" -> patience = Duration.ofSeconds(Long.parseLong(value(arguments, ++i)));
          case "--without-haul" -> withOwn = false;
          case "--list" -> {
            System.out.print(Table.list(Rows.all()));
            return 0;
          }
          default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      return 2;
    }
    Path base = Files.createTempDirectory("rows");
    if (withOwn) {
      clients.add(0, own.apply(base));
    }
    try {
      return print(clients, chosen, new Trial(base, patience)) ? 0 : 1;
    } finally {
      Trial.remove(base);
    }
  }

  private static String value(String[] arguments, int at) {
    if (at == arguments.length) {
      throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
    }
    return arguments[at];
  }

  @SuppressWarnings("SystemOut")
  private static boolean print(List<Client> clients, Set<String> chosen, Trial trial) {
    Table table = new Table(System.out, clients.stream().map(Client::name).toList());
    for (Row row : Rows.all()) {
      if (chosen.isEmpty() || chosen.contains(row.number())) {
        table.add(row, clients.stream().map(client -> trial.run(row, client)).toList());
      }
    }
    return table.end();
  }
}
