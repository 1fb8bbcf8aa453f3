package dev.haul;

import dev.haul.download.Receipt;
import dev.haul.origin.rows.Client;
import dev.haul.origin.rows.Row;
import dev.haul.origin.rows.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Haul as it is tried against the rows; it is started anew after a row that hangs. */
final class HaulClient implements Client {

  private final Path base;
  private @Nullable RowHauls hauls;

  /**
   * @param base folder above all that is downloaded
   */
  HaulClient(Path base) {
    this.base = base;
    SSLContext.setDefault(Stage.sslContext());
  }

  @Override
  public String name() {
    return "Haul";
  }

  @Override
  public void prepare() {
    if (hauls == null) {
      try {
        hauls = new RowHauls(base);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public @Nullable String refusal(Row row) {
    return row.way() == Stage.Way.HALF_DEAD && !Stage.knowsHalfDeadHost()
        ? "needs bench/hosts"
        : null;
  }

  @Override
  public Result fetch(Row row, Stage stage, String url, Path folder, Duration patience)
      throws TimeoutException {
    try {
      Receipt receipt =
          hauls
              .begin(row, url, base.relativize(folder))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return receipt.error() == null
          ? new Result(Path.of(receipt.file().path()), "", true)
          : new Result(null, receipt.error().type().replaceFirst(".*:", ""), true);
    } catch (TimeoutException e) {
      hauls.close();
      hauls = null;
      throw e;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
