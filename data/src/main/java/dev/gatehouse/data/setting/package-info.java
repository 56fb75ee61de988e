/**
 * A configuration file's values with their line and column, so that every fault can be named at once and
 * where it is. Knows no file format: the program that reads the file builds the tree. Start with Setting.
 */
@NullMarked
package dev.gatehouse.data.setting;

import org.jspecify.annotations.NullMarked;
