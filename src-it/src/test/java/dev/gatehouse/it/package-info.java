/**
 * Whole-system tests: the files that ship, in real containers, with real workers and a real browser. Nothing of
 * Gatehouse is on the class path here; everything goes through the front door. Start reading at
 * {@link dev.gatehouse.it.ServerScenario}.
 */
package dev.gatehouse.it;
