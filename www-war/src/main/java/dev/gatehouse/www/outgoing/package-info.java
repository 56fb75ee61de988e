/**
 * How this server asks other servers: with time limits, bounds and no redirects. Knows nothing of what is
 * asked. Start with Outgoing.
 */
@NullMarked
package dev.gatehouse.www.outgoing;

import org.jspecify.annotations.NullMarked;
