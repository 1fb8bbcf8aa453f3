package dev.haul.download;

import org.jspecify.annotations.Nullable;

/**
 * What a person wants of one download beside its request; it holds until the download has a
 * receipt.
 *
 * @param paused whether it is to wait until told otherwise
 * @param priority in place of the request's, or null
 * @param cancelled whether it is to end without its file
 */
public record Order(boolean paused, @Nullable Integer priority, boolean cancelled) {

  /** Nothing was ordered. */
  public static final Order NONE = new Order(false, null, false);

  /** How a paused download is held. */
  public static final Hold PAUSE = new Hold(Hold.Kind.PAUSED, "paused", null);

  /** The same after {@code command}. */
  public Order after(Command command) {
    return switch (command.verb()) {
      case PAUSE -> new Order(true, priority, cancelled);
      case RESUME -> new Order(false, priority, cancelled);
      case PRIORITY -> new Order(paused, command.priority(), cancelled);
      case CANCEL, FORGET -> new Order(paused, priority, true);
      case RETRY -> this;
    };
  }
}
