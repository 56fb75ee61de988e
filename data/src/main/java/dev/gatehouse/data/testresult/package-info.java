/**
 * What tests said: sets of results that steps have made, and the single results in them. Start with
 * TestResultSet, then TestResultSetStore.
 */
@NullMarked
package dev.gatehouse.data.testresult;

import org.jspecify.annotations.NullMarked;
