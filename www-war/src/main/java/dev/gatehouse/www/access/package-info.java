/**
 * May they: the rules of the configuration, in Buildbot's words and order, as the door's Access. Start with
 * RuleList.
 */
@NullMarked
package dev.gatehouse.www.access;

import org.jspecify.annotations.NullMarked;
