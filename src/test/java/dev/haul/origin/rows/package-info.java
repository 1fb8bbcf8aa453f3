/** The misbehaviours as a suite: each with what a right client makes of it, for any client. */
@org.jspecify.annotations.NullMarked
package dev.haul.origin.rows;
