@org.jspecify.annotations.NullMarked
package dev.haul.page;
