package dev.haul;

import static org.assertj.core.api.Assertions.assertThat;

import dev.haul.origin.Content;
import dev.haul.origin.Origin;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar is all that a host needs: no routes/, no application.properties, no other class. */
@Timeout(60)
class JarAloneTest {

  @TempDir private Path folder;

  @Test
  void hostInAnEmptyFolderDownloads() throws Exception {
    Content content = Content.of(7, 1_200_000);
    Path host = Files.createDirectories(folder.resolve("host"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    copyClass(JarHost.class, host);
    try (Origin origin = Origin.start()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath(jar(), host),
                  JarHost.class.getName(),
                  origin.serve("/file.bin", content))
              .directory(empty.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
    assertThat(Files.readAllBytes(empty.resolve("downloads/file.bin"))).isEqualTo(content.bytes());
    try (Stream<Path> all = Files.list(empty)) {
      assertThat(all).containsExactly(empty.resolve("downloads"));
    }
  }

  /** The classes of Haul as the one jar that they become. */
  private Path jar() throws Exception {
    Path classes =
        Path.of(HaulBundle.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = folder.resolve("haul.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(
            new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
        Files.copy(path, out);
      }
    }
    return jar;
  }

  /** What a host has of Haul's dependencies: neither a log nor a command line, nor Spring. */
  private static String classPath(Path jar, Path host) {
    List<String> all = new ArrayList<>(List.of(jar.toString(), host.toString()));
    classPathOfTheTests()
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> !entry.matches(".*(slf4j-simple|picocli|jline|spring|junit|test).*"))
        .forEach(all::add);
    return String.join(File.pathSeparator, all);
  }

  /** Surefire has it in a property, the console launcher in a class loader. */
  private static Stream<String> classPathOfTheTests() {
    return JarAloneTest.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs()).map(URL::getPath)
        : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  private static void copyClass(Class<?> type, Path to) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path target = to.resolve(name);
    Files.createDirectories(target.getParent());
    try (var in = type.getClassLoader().getResourceAsStream(name)) {
      Files.copy(in, target);
    }
  }
}
