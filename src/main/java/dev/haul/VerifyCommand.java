package dev.haul;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code haul verify}: the name is taken, so that scripts get a clear answer. */
@Command(name = "verify", hidden = true, mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PATH|RECEIPT")
  private List<String> files = new ArrayList<>();

  @Override
  public Integer call() {
    throw Haul.usage(spec, "verify is not supported yet");
  }
}
