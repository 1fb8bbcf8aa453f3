/** The page and the API: one HTTP server, who may ask it, and what a download looks like to it. */
@org.jspecify.annotations.NullMarked
package dev.haul.web;
