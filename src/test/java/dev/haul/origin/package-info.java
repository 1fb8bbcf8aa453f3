/** A web server that does what real ones do wrong, for the tests and the bench. */
@org.jspecify.annotations.NullMarked
package dev.haul.origin;
