package dev.haul.component;

import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import dev.haul.download.ReceiptJson;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.spi.TypeConverterLoader;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.jspecify.annotations.Nullable;

/**
 * A receipt converts to the file it is about: {@link File}, {@link Path} or {@link InputStream}. As
 * a {@link String} it is its own JSON. Camel finds this class by {@code META-INF/services}.
 */
public final class ReceiptConverters implements TypeConverterLoader {

  private interface Conversion {
    Object convert(Receipt receipt) throws IOException;
  }

  @Override
  public void load(TypeConverterRegistry registry) {
    add(registry, Path.class, ReceiptConverters::path);
    add(registry, File.class, receipt -> path(receipt).toFile());
    add(registry, InputStream.class, receipt -> Files.newInputStream(path(receipt)));
    add(registry, String.class, ReceiptJson::toJson);
  }

  private static void add(TypeConverterRegistry registry, Class<?> to, Conversion conversion) {
    registry.addTypeConverter(
        to,
        Receipt.class,
        new SimpleTypeConverter(
            false, (type, exchange, value) -> conversion.convert((Receipt) value)));
  }

  private static Path path(Receipt receipt) throws IOException {
    Receipt.PublishedFile file = receipt.file();
    if (file == null) {
      throw new IOException("no file, the download ended as " + receipt.outcome() + why(receipt));
    }
    return Path.of(file.path());
  }

  private static String why(Receipt receipt) {
    @Nullable Problem error = receipt.error();
    return error == null ? "" : ": " + error.detail();
  }
}
