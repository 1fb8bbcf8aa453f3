/** The vocabulary: what travels between the stages, and who owns what changes. */
@org.jspecify.annotations.NullMarked
package dev.haul.download;
