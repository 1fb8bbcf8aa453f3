package dev.haul.intake;

import dev.haul.download.Problem;
import dev.haul.download.Receipt;
import dev.haul.download.Receipt.Outcome;
import dev.haul.download.ReceiptJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is sent when a message is done with: the receipt, or the batch of a list.
 *
 * <p>To whoever asked for a reply, else to the receipts queue. What brought no file goes to the
 * failures queue, with the reason in properties that every console of a broker shows.
 */
final class QueueAnswers {

  /** Longest request that is sent along with its failure, so that it can be sent again. */
  private static final int SHORT = 16 * 1024;

  private final String receipts;
  private final String failures;
  private final Refusal refusal;

  /**
   * One message.
   *
   * @param to a destination of the broker's own, or the name of a queue
   * @param properties what the text says, for selectors and for people
   */
  record Answer(Object to, String correlation, String text, Map<String, String> properties) {}

  QueueAnswers(String receipts, String failures, Receipt.Producer producer) {
    this.receipts = receipts;
    this.failures = failures;
    refusal = new Refusal(producer);
  }

  /**
   * @param outcome a {@link Receipt} or a {@link ListResult}
   */
  List<Answer> to(QueueMessage message, Object outcome) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>();
    if (outcome instanceof ListResult list) {
      StringWriter text = new StringWriter();
      list.writeTo(text);
      describe(properties, list.id(), list.outcome());
      if (!list.outcome().isSuccess()) {
        int without = list.remaining().size();
        properties.put("haulDetail", without + " of " + list.size() + " downloads have no file");
      }
      return answers(message, list.outcome(), text.toString(), properties);
    }
    Receipt receipt = (Receipt) outcome;
    describe(properties, receipt.id(), receipt.outcome());
    Problem error = receipt.error();
    if (error != null) {
      properties.put("haulError", error.type());
      properties.put("haulDetail", error.detail());
      properties.put("haulRetryable", String.valueOf(error.retryable()));
    }
    return answers(message, receipt.outcome(), ReceiptJson.toJson(receipt), properties);
  }

  /** For a message that nobody can read. */
  List<Answer> to(QueueMessage message, Unreadable reason) throws IOException {
    return to(message, refusal.receipt(message, reason));
  }

  private static void describe(Map<String, String> properties, String id, Outcome outcome) {
    properties.put("haulId", id);
    properties.put("haulOutcome", outcome.toString());
  }

  private List<Answer> answers(
      QueueMessage message, Outcome outcome, String text, Map<String, String> properties) {
    Object usual = outcome.isSuccess() ? receipts : failures;
    Object place = Objects.requireNonNullElse(message.replyTo(), usual);
    Answer answer = new Answer(place, message.correlation(), text, properties);
    if (outcome.isSuccess()) {
      return List.of(answer);
    }
    Map<String, String> withRequest = new LinkedHashMap<>(properties);
    byte[] content = message.content();
    if (content != null && content.length <= SHORT) {
      withRequest.put("haulRequest", new String(content, StandardCharsets.UTF_8));
    }
    Answer failure = new Answer(failures, message.correlation(), text, withRequest);
    return message.replyTo() == null ? List.of(failure) : List.of(answer, failure);
  }

  String receipts() {
    return receipts;
  }
}
