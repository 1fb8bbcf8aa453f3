/** Tells others what happens to downloads, and never lets a download wait for them. */
@org.jspecify.annotations.NullMarked
package dev.haul.events;
