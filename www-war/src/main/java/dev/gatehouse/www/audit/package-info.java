/**
 * The audit log: who logged in, failed to, left, and what became of sessions, one JSON line each in a file of
 * its own. Knows no wire and no rule: whoever decides something says so here. Start with Audit.
 */
@NullMarked
package dev.gatehouse.www.audit;

import org.jspecify.annotations.NullMarked;
