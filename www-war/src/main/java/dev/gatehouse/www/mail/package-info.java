/**
 * Sends mail by somebody else's server: one message after the other, by a thread of its own. It knows nothing
 * of what the messages say.
 */
@NullMarked
package dev.gatehouse.www.mail;

import org.jspecify.annotations.NullMarked;
