/**
 * Buildrequests: wishes for one build each, from the moment they are made until they are served. Start with
 * Buildrequest, then BuildrequestType and BuildrequestStore.
 */
@NullMarked
package dev.gatehouse.data.buildrequest;

import org.jspecify.annotations.NullMarked;
