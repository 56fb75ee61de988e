/**
 * The pages, in a real browser. A source folder of its own, compiled with the profile {@code browser} only: a plain
 * build must not fetch 200 MB of browser control.
 */
package dev.gatehouse.it.browser;
