package dev.haul.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/** Takes the place of stderr while a display is on: each whole line becomes a note. */
public final class NoteStream extends OutputStream {

  private final Consumer<String> notes;
  private final Charset charset;

  /** Guarded by this. */
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  public NoteStream(Consumer<String> notes, Charset charset) {
    this.notes = notes;
    this.charset = charset;
  }

  @Override
  public void write(int character) {
    String complete = null;
    synchronized (this) {
      if (character == '\n') {
        complete = line.toString(charset);
        line.reset();
      } else if (character != '\r') {
        line.write(character);
      }
    }
    if (complete != null) {
      notes.accept(complete);
    }
  }
}
