/** Whether Haul works, and if not, why: checks that Camel's health registry asks. */
@org.jspecify.annotations.NullMarked
package dev.haul.health;
