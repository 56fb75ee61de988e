/**
 * What parts of the server remember between two starts: small JSON values by owner and key. No resource of
 * the API. Start with ObjectStateStore.
 */
@NullMarked
package dev.gatehouse.data.objectstate;

import org.jspecify.annotations.NullMarked;
