/**
 * Projects: what builders and codebases are grouped by. Knows nothing of its codebases, which know their
 * project. Start with Project, then ProjectStore.
 */
@NullMarked
package dev.gatehouse.data.project;

import org.jspecify.annotations.NullMarked;
