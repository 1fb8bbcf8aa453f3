/** A real broker for tests and benchmarks, and a client of it. */
package dev.haul.broker;
