package dev.haul.download;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one writing of a receipt, on one line.
 *
 * <pre>
 * {"schema":"haul/receipt/1","id":"a","batch":null,"outcome":"proven","request":{"door":"folder",...
 * </pre>
 */
public final class ReceiptJson {

  /** Writing is strict, reading skips unknown fields: a later release may have added some. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new InstantWriter())
                  .addDeserializer(Instant.class, new InstantReader()))
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ReceiptJson() {}

  public static String toJson(Receipt receipt) {
    try {
      return MAPPER.writeValueAsString(receipt);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IOException when {@code json} is no receipt
   */
  public static Receipt read(String json) throws IOException {
    Receipt receipt = MAPPER.readValue(json, Receipt.class);
    if (receipt == null || !Receipt.SCHEMA.equals(receipt.schema())) {
      throw new IOException("not a receipt: expected the schema " + Receipt.SCHEMA);
    }
    boolean whole =
        Stream.of(
                receipt.id(),
                receipt.outcome(),
                receipt.request(),
                receipt.proof(),
                receipt.sources(),
                receipt.transfer(),
                receipt.warnings(),
                receipt.haul())
            .allMatch(ReceiptJson::isPresent);
    if (!whole) {
      throw new IOException("not a receipt: a required field is missing");
    }
    return receipt;
  }

  private static boolean isPresent(@Nullable Object value) {
    return value != null;
  }

  private static final class InstantWriter extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class InstantReader extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(in.getText());
      } catch (DateTimeException e) {
        throw context.weirdStringException(in.getText(), Instant.class, "not an ISO 8601 time");
      }
    }
  }
}
