/** Haul itself: the program, its configuration, and the bundle for other Camel contexts. */
@org.jspecify.annotations.NullMarked
package dev.haul;
