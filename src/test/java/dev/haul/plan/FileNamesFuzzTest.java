package dev.haul.plan;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;

/** Whatever the header says, the result is a plain name that stays in its folder. */
class FileNamesFuzzTest {

  private static final Path FOLDER = Path.of("/downloads/acme");

  @FuzzTest(maxDuration = "30s")
  void anyField(FuzzedDataProvider data) {
    isSafe(FileNames.choose(data.consumeString(2000), data.consumeRemainingAsString()));
  }

  @FuzzTest(maxDuration = "30s")
  void anyName(FuzzedDataProvider data) {
    String name = data.consumeRemainingAsString();
    isSafe(FileNames.choose("attachment; filename*=UTF-8''" + name, name));
  }

  static void isSafe(String name) {
    Path path = FOLDER.resolve(name);
    if (!FileNames.isPlain(name)
        || !path.normalize().equals(path)
        || !FOLDER.equals(path.getParent())
        || name.startsWith(".")
        || name.endsWith(".")
        || name.endsWith(" ")) {
      throw new AssertionError("not a plain name: \"" + name + "\"");
    }
  }
}
