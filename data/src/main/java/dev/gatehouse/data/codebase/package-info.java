/**
 * Codebases: the sources that a project consists of. Knows nothing of its branches and commits, which know their
 * codebase. Start with Codebase, then CodebaseStore.
 */
@NullMarked
package dev.gatehouse.data.codebase;

import org.jspecify.annotations.NullMarked;
