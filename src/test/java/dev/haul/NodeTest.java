package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The name of this machine. */
class NodeTest {

  public static void main(String[] none) {
    System.out.println(Node.name());
  }

  @Test
  void isKnownWhereNoNameServerKnowsIt() throws Exception {
    String command = "hostname haul-nowhere-4711 && exec \"$0\" -cp \"$1\" dev.haul.NodeTest";
    String java = System.getProperty("java.home") + "/bin/java";
    Process process =
        new ProcessBuilder(
                List.of("unshare", "--uts", "sh", "-c", command, java, HaulProcess.classPath()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(process.waitFor() == 0, "needs root and unshare");
    assertThat(said).isEqualToIgnoringNewLines("haul-nowhere-4711");
  }
}
