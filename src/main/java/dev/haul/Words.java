package dev.haul;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The options and commands a user may write. */
final class Words {

  private Words() {}

  static List<String> of(CommandSpec command) {
    List<String> words = new ArrayList<>();
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> words.addAll(List.of(option.names())));
    command
        .subcommands()
        .forEach(
            (name, subcommand) -> {
              if (!subcommand.getCommandSpec().usageMessage().hidden()) {
                words.add(name);
              }
            });
    return words;
  }
}
