/**
 * Commits to codebases, and how two of them are related. Start with Commit, then CommitStore.
 */
@NullMarked
package dev.gatehouse.data.commit;

import org.jspecify.annotations.NullMarked;
