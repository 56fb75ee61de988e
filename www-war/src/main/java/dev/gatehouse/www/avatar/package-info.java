/**
 * Pictures of people: where each configured method finds one, and the wire that answers with it. Knows no
 * login and no directory; those come in as methods. Start with Avatars.
 */
@NullMarked
package dev.gatehouse.www.avatar;

import org.jspecify.annotations.NullMarked;
