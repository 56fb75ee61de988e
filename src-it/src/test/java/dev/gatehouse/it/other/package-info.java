/**
 * The WAR in the other servers it is made for, each started as its own process. Run with the profile
 * {@code all-containers}.
 */
package dev.gatehouse.it.other;
