package dev.haul.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;

/**
 * What Camel's health checks say, Haul's among them.
 *
 * <pre>
 * {"status":"DOWN","checks":[
 *   {"name":"context","status":"UP"},
 *   {"name":"haul-disk","status":"DOWN","reason":"3 downloads wait for room on the disk"}]}
 * </pre>
 *
 * @param isUp whether all is well
 */
public record Report(boolean isUp, String json) {

  /** By default Camel tells only of what is wrong. */
  private static final String ALL = "full";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether only a restart helps. */
  public static Report live(CamelContext context) {
    return of(HealthCheckHelper.invokeLiveness(context, ALL));
  }

  /** Whether downloads go on. */
  public static Report ready(CamelContext context) {
    return of(HealthCheckHelper.invokeReadiness(context, ALL));
  }

  private static Report of(Collection<HealthCheck.Result> results) {
    List<HealthCheck.Result> sorted =
        results.stream().sorted(Comparator.comparing(result -> result.getCheck().getId())).toList();
    boolean up = HealthCheckHelper.isResultsUp(sorted, true);
    ObjectNode report = JSON.createObjectNode();
    report.put("status", up ? "UP" : "DOWN");
    ArrayNode checks = report.putArray("checks");
    for (HealthCheck.Result result : sorted) {
      ObjectNode check = checks.addObject();
      check.put("name", result.getCheck().getId());
      check.put("status", result.getState().name());
      result.getMessage().map(Report::withoutAddress).ifPresent(why -> check.put("reason", why));
    }
    return new Report(up, report.toString());
  }

  /** Camel's own checks end with the address of an endpoint in brackets. */
  private static String withoutAddress(String reason) {
    return reason.replaceFirst(" \\(.*", "");
  }
}
