package dev.haul.intake;

import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/**
 * The steps of {@code intake-kafka} that are about Kafka; those of {@link QueueDoor} do the rest.
 */
public final class RecordDoor {

  /**
   * Takes what is needed of the record, so that all of its headers can be dropped.
   *
   * <p>Its name is the same for each delivery. The time is in it for topics that were made anew,
   * whose offsets begin at 0 again.
   */
  public Object take(Exchange exchange) {
    Message message = exchange.getMessage();
    String name =
        message.getHeader(KafkaConstants.TOPIC, String.class)
            + "-"
            + message.getHeader(KafkaConstants.PARTITION, Integer.class)
            + "-"
            + message.getHeader(KafkaConstants.OFFSET, Long.class)
            + "-"
            + message.getHeader(KafkaConstants.TIMESTAMP, Long.class);
    byte[] content = message.getBody() instanceof byte[] bytes ? bytes : null;
    return new QueueMessage(name, name, null, content, Instant.now());
  }

  /** The record is done with: the group goes on behind it, also in another process. */
  public void commit(KafkaManualCommit offset) {
    offset.commit();
  }
}
