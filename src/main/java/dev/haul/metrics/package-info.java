/** What of a running Haul can be counted: Micrometer's meters over what all stages do and hold. */
@org.jspecify.annotations.NullMarked
package dev.haul.metrics;
