/**
 * The command line: what happens when the WAR is started by itself. Nothing here is used when a container
 * deploys the WAR. Start with {@link dev.gatehouse.www.cli.Launcher}, then Main.
 */
@NullMarked
package dev.gatehouse.www.cli;

import org.jspecify.annotations.NullMarked;
