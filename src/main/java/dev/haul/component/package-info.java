/** Haul as a Camel component: {@code haul:get} and {@code haul:events}. */
@org.jspecify.annotations.NullMarked
package dev.haul.component;
