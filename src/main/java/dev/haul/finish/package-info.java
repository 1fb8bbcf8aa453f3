/** Every byte there: verify, publish, receipt. */
@org.jspecify.annotations.NullMarked
package dev.haul.finish;
