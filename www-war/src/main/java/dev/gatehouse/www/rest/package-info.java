/**
 * The REST and JSON-RPC wire: it turns requests into the door's three verbs and answers into JSON, and
 * knows nothing of builds or builders. Start with DataResource.
 */
@NullMarked
package dev.gatehouse.www.rest;

import org.jspecify.annotations.NullMarked;
