/**
 * The web server: its settings, its object graph, its start and stop. One folder per wire lies below; folders
 * do not import one another. Start with Server, which shows who knows whom.
 */
@NullMarked
package dev.gatehouse.www;

import org.jspecify.annotations.NullMarked;
