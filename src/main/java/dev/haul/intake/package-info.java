/** The doors: what people drop, type or send becomes download requests. */
@org.jspecify.annotations.NullMarked
package dev.haul.intake;
