package dev.haul.health;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * One thing that has to be so, as a health check of Camel.
 *
 * <p>Anybody may see what is wrong, so a sentence names no file, folder or URL.
 */
public final class Condition extends AbstractHealthCheck {

  private final boolean live;
  private final Supplier<@Nullable String> trouble;

  private Condition(String name, boolean live, Supplier<@Nullable String> trouble) {
    super("haul", name);
    this.live = live;
    this.trouble = trouble;
  }

  /**
   * Without it only a restart helps.
   *
   * @param trouble says in a sentence what is wrong, or null
   */
  public static Condition ofLife(String name, Supplier<@Nullable String> trouble) {
    return new Condition(name, true, trouble);
  }

  /**
   * Without it downloads do not go on, and somebody or time has to mend it.
   *
   * @param trouble says in a sentence what is wrong, or null
   */
  public static Condition ofWork(String name, Supplier<@Nullable String> trouble) {
    return new Condition(name, false, trouble);
  }

  @Override
  public boolean isLiveness() {
    return live;
  }

  @Override
  public boolean isReadiness() {
    return true;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    String sentence = trouble.get();
    if (sentence == null) {
      builder.up();
    } else {
      builder.message(sentence).down();
    }
  }
}
