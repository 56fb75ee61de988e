/**
 * Branches of codebases, each with its newest commit. Start with Branch, then BranchStore.
 */
@NullMarked
package dev.gatehouse.data.branch;

import org.jspecify.annotations.NullMarked;
