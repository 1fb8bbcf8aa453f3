/** What to fetch next, and under which name. */
@org.jspecify.annotations.NullMarked
package dev.haul.plan;
