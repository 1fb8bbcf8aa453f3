/** Haul in a Spring Boot application. */
@org.jspecify.annotations.NullMarked
package dev.haul.spring;
