package dev.haul.origin;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.BiFunction;

/** Digests in the header, right and wrong (RFC 9530). They are computed anew: for small files. */
public final class Digests {
  private Digests() {}

  /** Of the whole representation, whatever part of it is sent; a gzipped one counts as gzipped. */
  public static Behaviour repr() {
    return field("Repr-Digest", (visit, answer) -> sha256(whole(visit, answer).bytes()));
  }

  /** Of another file. */
  public static Behaviour wrongRepr() {
    return field("Repr-Digest", (visit, answer) -> sha256(new byte[] {1}));
  }

  /** Of what this very message carries: of a part, if it is one. */
  public static Behaviour content() {
    return field("Content-Digest", (visit, answer) -> sha256(part(answer)));
  }

  /** The older names, for what this message carries: Digest (RFC 3230) and Content-MD5. */
  public static Behaviour old() {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.status == 200 || answer.partial()) {
            answer.headers.set("Digest", "SHA-256=" + base64("SHA-256", part(answer)));
            answer.headers.set("Content-MD5", base64("MD5", part(answer)));
          }
        });
  }

  private static Behaviour field(String name, BiFunction<Visit, Answer, String> value) {
    return Behaviour.answering(
        (visit, answer) -> {
          if (answer.status == 200 || answer.partial()) {
            answer.headers.set(name, value.apply(visit, answer));
          }
        });
  }

  private static Content whole(Visit visit, Answer answer) {
    return answer.partial() ? visit.resource.content() : answer.content;
  }

  private static byte[] part(Answer answer) {
    return answer.content.bytes(answer.first, Math.toIntExact(answer.length));
  }

  private static String sha256(byte[] bytes) {
    return "sha-256=:" + base64("SHA-256", bytes) + ":";
  }

  private static String base64(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
