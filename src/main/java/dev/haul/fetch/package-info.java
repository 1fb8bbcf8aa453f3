/** One consumer, one ranged GET: ask, check, write. */
@org.jspecify.annotations.NullMarked
package dev.haul.fetch;
