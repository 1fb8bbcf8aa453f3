/** What a person at a terminal sees. */
@org.jspecify.annotations.NullMarked
package dev.haul.terminal;
