/** A span of OpenTelemetry for each download, sent to a collector. */
@org.jspecify.annotations.NullMarked
package dev.haul.traces;
