package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code haul}, with tools that only pretend to build and to run. */
@Timeout(60)
class LauncherTest {

  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cksum",
          "cp",
          "env",
          "find",
          "ln",
          "ls",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sleep",
          "sort",
          "tail");

  @TempDir private Path home;

  @BeforeEach
  void install() throws IOException {
    Files.copy(Path.of("haul"), home.resolve("haul"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String folder : List.of("src/main", "routes", "bin", "jdk/bin")) {
      Files.createDirectories(home.resolve(folder));
    }
    Files.writeString(home.resolve("pom.xml"), "a source");
    Files.writeString(home.resolve("application.properties"), "another");
    Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    script("jdk/bin/java", "echo started");
    script(
        "bin/mvn",
        "mkdir -p target/lib; echo jar >target/haul.jar; echo jar >target/lib/a.jar",
        "[ ! -e slow ] || { echo >building; exec sleep 30 >/dev/null 2>&1; }");
  }

  private void script(String name, String... lines) throws IOException {
    Path script =
        Files.writeString(home.resolve(name), "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  /** Its tools are all that it finds. */
  private Process start(String more) throws IOException {
    for (String tool : (String.join(" ", TOOLS) + " " + more).strip().split(" ")) {
      Path link = home.resolve("bin").resolve(tool);
      Path found =
          Files.exists(Path.of("/usr/bin", tool))
              ? Path.of("/usr/bin", tool)
              : Path.of("/bin", tool);
      if (!Files.exists(link) && Files.exists(found)) {
        Files.createSymbolicLink(link, found);
      }
    }
    ProcessBuilder builder = new ProcessBuilder(home.resolve("haul").toString(), "get", "x");
    builder.environment().put("PATH", home.resolve("bin").toString());
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    return builder.redirectErrorStream(true).redirectOutput(home.resolve("said").toFile()).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"flock", ""})
  void isNotHeldUpByOneThatWasKilledWhileItBuilt(String more) throws Exception {
    Files.writeString(home.resolve("slow"), "");
    Process killed = start(more);
    await().until(() -> Files.exists(home.resolve("building")));
    List<ProcessHandle> builds = killed.descendants().toList();
    killed.destroyForcibly().waitFor();
    builds.forEach(ProcessHandle::destroyForcibly);
    Files.delete(home.resolve("slow"));

    Process next = start(more);
    try {
      assertThat(next.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(home.resolve("said")).content().endsWith("started\n");
    } finally {
      next.destroyForcibly();
    }
  }

  @Test
  void buildsOnceAndThenStarts() throws Exception {
    assertThat(start("").waitFor()).isZero();
    assertThat(home.resolve("said")).content().contains("building Haul (first use)");
    assertThat(start("").waitFor()).isZero();
    assertThat(home.resolve("said")).hasContent("started");
  }
}
